"""Policies: loaded, read from texts, described, checked."""

import pickle
from datetime import date
from pathlib import Path

import menkan
import pytest

VILLAGE = """policy village / 示例村 in force from 2022-01-01
  answers aid
instrument law / 法律援助法 from 2022-01-01
fact household.size / 家庭人口 : integer 1..30
  ask "几口人?" / "How many live together?"
fact household.income / 家庭月收入 : CNY per month
  ask "全家月收入?" / "What does the household earn?"
standard hardship / 经济困难标准
  clause household / 家庭人均 cite law 34
    when household.income / household.size is at most 1520
decision aid / 援助决定 : one of granted / 予以援助, refused / 不予援助
  rule grant / 给予: granted when hardship is satisfied cite law 43
  otherwise refused cite law 43
"""

HAMLET = """policy hamlet / 小村 extends village in force from 2022-01-01
  answers aid
amend standard hardship
  clause alone / 独居 cite none "示例"
    when household.size is 1
"""


def test_shipped_policies_are_loaded_by_name() -> None:
    assert menkan.policies() == [
        "cn",
        "cn.chongqing",
        "cn.gansu",
        "cn.gansu.jiayuguan",
        "cn.guangdong",
        "cn.guangdong.zhongshan",
        "cn.shandong",
        "cn.shanghai",
        "gb.ew.civil",
        "gb.ew.crime",
        "fr.aj",
        "ca.qc",
        "tw.laf",
    ]
    policy = menkan.Policy.load("cn.gansu.jiayuguan")
    assert policy.name == "cn.gansu.jiayuguan"
    assert policy.digest.startswith("sha256:")
    assert repr(policy).startswith("<Policy cn.gansu.jiayuguan sha256:")


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    with pytest.raises(menkan.LoadError) as caught:
        menkan.Policy.load("cn.gansu.jiayugan")
    assert caught.value.code == "F0106"
    assert caught.value.errors[0]["nearest"] == "cn.gansu.jiayuguan"
    assert "did you mean" in str(caught.value)


def test_a_file_finds_its_parent_beside_it(tmp_path: Path) -> None:
    (tmp_path / "village.menkan").write_text(VILLAGE, encoding="utf-8")
    (tmp_path / "hamlet.menkan").write_text(HAMLET, encoding="utf-8")
    policy = menkan.Policy.load(tmp_path / "hamlet.menkan")
    alone = {"as_of": "2024-08-01", "facts": {"household.size": 1}}
    assert policy.decide(alone).decisions["aid"] == "granted"
    with pytest.raises(menkan.LoadError, match="F0101"):
        menkan.Policy.load(tmp_path / "none.menkan")


def test_a_text_finds_its_parent_among_those_given() -> None:
    policy = menkan.Policy.parse(HAMLET, VILLAGE)
    assert policy.name == "hamlet"
    assert policy.digest != menkan.Policy.parse(VILLAGE).digest


def test_a_faulty_text_is_told_with_places_in_it() -> None:
    text = VILLAGE.replace("at most 1520", "at most 𠮷")
    with pytest.raises(menkan.PolicyError) as caught:
        menkan.Policy.parse(text, name="village.menkan")
    error = caught.value
    place = error.diagnostics[0].at
    assert place is not None and place.file == "village.menkan"
    assert "𠮷" in text[place.start : place.end]
    assert error.code == error.errors[0]["code"] == error.diagnostics[0].code
    assert "start" not in error.errors[0]["at"]
    assert menkan.check(text, name="village.menkan") == error.diagnostics
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.to_json(), copy.diagnostics) == (error.to_json(), error.diagnostics)


def test_a_compiled_policy_is_loaded_from_bytes_or_a_file(tmp_path: Path) -> None:
    policy = menkan.Policy.parse(HAMLET, VILLAGE)
    case = {"as_of": "2024-08-01", "facts": {"household.size": 2, "household.income": 3040}}
    file = tmp_path / "hamlet"
    file.write_bytes(policy.to_bytes())
    day = menkan.Policy.from_bytes(policy.to_bytes(as_of=date(2024, 8, 1)))
    for loaded in [menkan.Policy.load(file), day, pickle.loads(pickle.dumps(policy)), pickle.loads(pickle.dumps(day))]:
        assert loaded.digest == policy.digest
        assert loaded.decide(case).to_json() == policy.decide(case).to_json()
    assert menkan.Policy.load(file).check() == policy.check()
    with pytest.raises(menkan.CompiledError) as raised:
        day.check()
    assert raised.value.code == "K0106"


def test_bytes_that_are_no_compiled_policy_are_refused() -> None:
    data = menkan.Policy.parse(VILLAGE).to_bytes()
    for other, code in [(b"policy", "K0101"), (data[:-1], "K0103"), (data[:20] + b"x" + data[21:], "K0103")]:
        with pytest.raises(menkan.CompiledError) as raised:
            menkan.Policy.from_bytes(other)
        assert raised.value.code == code


def test_nothing_is_found_in_a_sound_policy() -> None:
    assert menkan.check(VILLAGE) == []
    assert menkan.Policy.load("cn").check() == []


def test_a_gap_is_found_with_a_case_that_falls_into_it() -> None:
    text = VILLAGE.replace("  otherwise refused cite law 43\n", "")
    found = menkan.check(text)
    assert [each.severity for each in found] == ["error"]
    assert found[0].witness is not None and "facts" in found[0].witness
    assert "[M" in str(found[0])


def test_a_description_has_what_a_form_needs() -> None:
    description = menkan.Policy.parse(VILLAGE).describe()
    assert [fact["name"] for fact in description["facts"]] == ["household.income", "household.size"]
    assert description["facts"][1]["ask"] == {"zh": "几口人?", "en": "How many live together?"}


def test_the_law_of_a_day() -> None:
    law = menkan.Policy.load("cn").at(date(2024, 8, 1))
    assert law.day == date(2024, 8, 1)
    assert repr(law) == "<Law cn as of 2024-08-01>"
    with pytest.raises(menkan.DecideError) as caught:
        menkan.Policy.load("cn").at("1999-01-01")
    assert caught.value.code == "C0301"
    with pytest.raises(ValueError, match="2024-08-01"):
        menkan.Policy.load("cn").at("yesterday")


def test_deep_and_long_texts_are_refused_without_harm() -> None:
    deep = VILLAGE.replace("1520", "(" * 1000 + "1520" + ")" * 1000)
    for text in ["(" * 100_000, "[" * 1000, deep, "\0", "政策" * 9999]:
        with pytest.raises(menkan.PolicyError):
            menkan.Policy.parse(text)
