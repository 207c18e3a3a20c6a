"""Cases as Python objects or JSON, and decisions as Python objects."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import menkan
import pytest
from test_policy import VILLAGE

EXAMPLES = Path(__file__).parents[3] / "examples"
POLICY = menkan.Policy.parse(VILLAGE)


def household(income: Any, size: Any = 2) -> dict[str, Any]:
    return {"as_of": date(2024, 8, 1), "facts": {"household.size": size, "household.income": income}}


@pytest.mark.parametrize("income", [3040, "3040.00", Decimal("3040.00"), 3040.0, {"at_most": Decimal(3000)}])
def test_money_comes_in_many_forms(income: Any) -> None:
    decision = POLICY.decide(household(income))
    assert decision.status == "decided"
    assert decision.decisions == {"aid": "granted"}


@pytest.mark.parametrize("income", [3040.01, Decimal("3040.01"), "3040.01"])
def test_a_fen_decides(income: Any) -> None:
    assert POLICY.decide(household(income)).decisions == {"aid": "refused"}


def test_a_float_counts_as_its_shortest_digits() -> None:
    with pytest.raises(menkan.CaseError) as caught:
        POLICY.decide(household(0.1 + 0.2))
    assert caught.value.errors[0]["found"] == "0.30000000000000004"


def test_a_decision_is_the_same_as_text_bytes_and_objects() -> None:
    for path in sorted(EXAMPLES.glob("*.json")):
        policy = menkan.Policy.load("cn.gansu.jiayuguan")
        text = path.read_text(encoding="utf-8")
        decision = policy.decide(text)
        assert policy.decide(text.encode()) == decision == policy.decide(json.loads(text))
        assert json.loads(decision.to_json()) == decision.to_dict()


def test_what_is_missing_is_told_at_once() -> None:
    decision = POLICY.decide({"as_of": "2024-08-01", "facts": {"household.income": None}})
    assert decision.status == "incomplete" and decision.exact
    assert [(each["fact"], each["asked"]) for each in decision.missing] == [
        ("household.income", True),
        ("household.size", False),
    ]
    assert decision.possible == {"aid": ["granted", "refused"]}
    assert repr(decision) == (
        "<Decision village as of 2024-08-01: incomplete, missing household.income, household.size>"
    )


def test_a_decided_case_shows_its_answers_and_reasons() -> None:
    decision = POLICY.decide(household(1000))
    assert repr(decision) == "<Decision village as of 2024-08-01: decided, aid='granted'>"
    assert decision.reasons is not None and decision.reasons[0]["rule"] == "grant"
    assert POLICY.decide(household(1000), reasons=False).reasons is None
    assert "granted" in decision.to_text("en") and "予以援助" in decision.to_text()
    with pytest.raises(ValueError, match="languages"):
        decision.to_text("fr")


def test_the_caller_names_the_day_the_answers_and_the_settings() -> None:
    policy = menkan.Policy.load("cn.gansu.jiayuguan")
    case = json.loads((EXAMPLES / "family-at-the-line.json").read_text(encoding="utf-8"))
    day, settings = case.pop("as_of"), case.pop("settings")
    settings = {name: Decimal(value) for name, value in settings.items()}
    decision = policy.decide(case, as_of=day, settings=settings, decisions=["outcome", "channel"])
    assert decision.answers == ["outcome", "channel"]
    assert decision.decisions["outcome"] == "granted"
    assert policy.at(day).decide(case, settings=settings).decisions["outcome"] == "granted"
    with pytest.raises(menkan.DecideError) as caught:
        policy.decide(case, as_of=day, decisions=["outcom"])
    assert caught.value.errors[0]["nearest"] == "outcome"
    with pytest.raises(menkan.CaseError, match="C0131"):
        policy.decide(case, as_of=day, settings={"nothing": 1})
    with pytest.raises(TypeError, match="bool"):
        policy.decide(case, as_of=day, settings={"hardship": True})


def test_all_that_is_wrong_with_a_case_is_told_at_once() -> None:
    with pytest.raises(menkan.CaseError) as caught:
        POLICY.decide({"as_of": "2024-08-01", "facts": {"household.sise": 2, "household.income": True}})
    assert [error["code"] for error in caught.value.errors] == ["C0101", "C0102"]
    assert caught.value.errors[0]["nearest"] == "household.size"
    assert all("at" not in error for error in caught.value.errors)


def test_places_are_told_of_a_case_given_as_text() -> None:
    with pytest.raises(menkan.CaseError) as caught:
        POLICY.decide('{"as_of": "2024-08-01", "facts": {"household.size": 1, "household.size": 2}}')
    assert caught.value.code == "C0111"
    assert caught.value.errors[0]["at"]["line"] == 1


def circle() -> list[Any]:
    items: list[Any] = []
    items.append(items)
    return items


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (float("nan"), ValueError),
        (float("inf"), ValueError),
        (Decimal("NaN"), ValueError),
        (1j, TypeError),
        (object(), TypeError),
        (datetime(2024, 8, 1), TypeError),
        ({1: 2}, TypeError),
        (circle(), ValueError),
        ("\ud800", UnicodeEncodeError),
        pytest.param(10**400, menkan.CaseError, id="400 digits"),
        pytest.param(10**5000, ValueError, id="more digits than Python writes"),
        (1e300, menkan.CaseError),
        (-1, menkan.CaseError),
        ([1], menkan.CaseError),
        ({"at_least": 5, "at_most": 1}, menkan.CaseError),
    ],
)
def test_a_value_that_does_not_fit_is_refused(value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        POLICY.decide(household(value))


@pytest.mark.parametrize("case", [None, 1, [], 1.5])
def test_a_case_of_another_type_is_refused(case: Any) -> None:
    with pytest.raises(TypeError, match="a case is a dict"):
        POLICY.decide(case)


@pytest.mark.parametrize("case", ["", "[" * 100_000, b"\xff", "{}", '{"as_of": 1}', b"\0"])
def test_bad_json_is_refused(case: str | bytes) -> None:
    with pytest.raises(menkan.CaseError):
        POLICY.decide(case)


def test_a_policy_serves_many_threads() -> None:
    policy = menkan.Policy.load("cn.gansu.jiayuguan")
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.json"))]
    alone = [policy.decide(text).to_json() for text in texts]
    with ThreadPoolExecutor(16) as threads:
        together = list(threads.map(lambda text: policy.decide(text).to_json(), texts * 50))
    assert together == alone * 50
