"""Notices, interviews, near misses, and the facts that suffice, as Python objects."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import menkan
import pytest
from test_policy import VILLAGE

POLICY = menkan.Policy.parse(VILLAGE)
CITY = menkan.Policy.load("cn.gansu.jiayuguan")
WAGES = {
    "as_of": "2024-08-01",
    "facts": {"request.kind": "civil", "applicant.migrant_worker": True, "matter.kind": "labour_pay"},
}


def household(income: Any, size: Any = 2) -> dict[str, Any]:
    return {"as_of": date(2024, 8, 1), "facts": {"household.size": size, "household.income": income}}


def test_the_facts_that_suffice_are_told_where_they_are_asked_for() -> None:
    case = household(9999)
    assert POLICY.decide(case).sufficient is None
    decision = POLICY.decide(case, sufficient=True)
    assert decision.sufficient is not None
    assert decision.sufficient[0]["decision"] == "aid"
    assert decision == POLICY.at("2024-08-01").decide(case, sufficient=True)
    assert json.loads(decision.to_json())["sufficient"] == decision.sufficient


def test_a_notice_has_all_that_is_missing_and_its_letters() -> None:
    notice = CITY.notice(WAGES)
    assert notice.status == "incomplete"
    asked = [question["fact"] for question in [*notice.applicant, *notice.officer, *notice.embedder]]
    assert asked and not any(fact.startswith(("household.", "means.")) for fact in asked)
    assert notice == CITY.at("2024-08-01").notice(WAGES) and notice != CITY.notice({"as_of": "2024-08-01"})
    assert json.loads(notice.to_json()) == notice.to_dict()
    assert list(notice.to_dict()) == list(json.loads(notice.to_json()))
    for lang, word in [("zh", "一次性告知"), ("en", "needed")]:
        assert word in notice.to_text(lang) and word in notice.to_markdown(lang)
        assert notice.to_html(lang).startswith("<!DOCTYPE html>")
    assert notice._repr_markdown_() == notice.to_markdown("zh")
    assert repr(notice).startswith("<Notice cn.gansu.jiayuguan as of 2024-08-01: incomplete, asks ")
    papers = {paper["name"] for document in notice.documents for papers in document["any_of"] for paper in papers}
    assert papers and notice.settling[0]["cost"] == len(notice.settling[0]["facts"])
    with pytest.raises(ValueError, match="languages"):
        notice.to_html("fr")


def test_a_whole_case_needs_nothing() -> None:
    notice = POLICY.notice(household(1000))
    assert (notice.status, notice.exact, notice.applicant, notice.settling) == ("decided", True, [], [])
    assert repr(notice) == "<Notice village as of 2024-08-01: decided, nothing is missing>"


@pytest.mark.parametrize("value", ["granted", "予以援助"])
def test_a_near_miss_is_the_nearest_change(value: str) -> None:
    near = POLICY.why_not(household(Decimal("3052.00")), "aid", value)
    assert (near.decision, near.wanted, near.already, near.complete, near.never) == ("aid", "granted", False, True, None)
    [income] = [miss for miss in near.misses if miss["changes"][0]["fact"] == "household.income"]
    assert income["changes"][0]["by"] == "-12"
    assert "12" in near.to_text("en") and "12" in near.to_text()
    assert repr(near).startswith("<NearMisses aid='granted': household.")
    assert near == POLICY.at("2024-08-01").why_not(household(Decimal("3052.00")), "aid", value)
    assert json.loads(near.to_json()) == near.to_dict()


def test_what_is_so_already_needs_no_change() -> None:
    near = POLICY.why_not(household(1), "aid", "granted")
    assert near.already and near.misses == [] and repr(near) == "<NearMisses aid='granted': it is so already>"


@pytest.mark.parametrize(
    ("decision", "value"),
    [
        ("ends_if_means_improve", True),
        ("appoint_within", None),
        ("appoint_within", 3),
        ("decide_by", date(2024, 8, 8)),
        ("decide_by", "2024-08-08"),
        ("forms", {"advice", "drafting"}),
        ("forms", ["drafting", "advice"]),
    ],
)
def test_a_wanted_value_is_given_as_decisions_have_it(decision: str, value: Any) -> None:
    near = CITY.why_not(WAGES, decision, value)
    if isinstance(value, date):
        value = value.isoformat()
    assert near.wanted == (["advice", "drafting"] if decision == "forms" else value)


def test_a_decision_or_value_that_is_not_there_is_told() -> None:
    wrong: list[tuple[str, Any, str]] = [("aidd", "granted", "C0306"), ("aid", "grantd", "C0307"), ("aid", 3, "C0307")]
    for decision, value, code in wrong:
        with pytest.raises(menkan.DecideError) as caught:
            POLICY.why_not(household(1), decision, value)
        assert caught.value.code == code
    unfit: list[tuple[Any, type[Exception]]] = [(object(), TypeError), (float("nan"), ValueError)]
    for value, error in unfit:
        with pytest.raises(error, match="object|finite"):
            POLICY.why_not(household(1), "aid", value)


def test_an_interview_asks_until_all_is_certain() -> None:
    interview = POLICY.interview({"as_of": "2024-08-01"})
    state = interview.state
    assert state.status == "incomplete" and state.next is not None
    assert state.next["ahead"]["most"] == 2 and state.possible == {"aid": ["granted", "refused"]}
    answers: dict[str, Any] = {"household.income": Decimal("3040.00"), "household.size": 2}
    asked = state.next["fact"]
    interview.answer(asked, answers.pop(asked))
    [(fact, value)] = answers.items()
    interview.answer(fact, value)
    state = interview.state
    assert (state.status, state.next, state.decisions) == ("decided", None, {"aid": "granted"})
    assert [answer["fact"] for answer in state.answered] == [asked, fact]
    assert interview.case == {
        "as_of": "2024-08-01",
        "facts": {"household.size": 2, "household.income": "3040"},
    }
    assert interview.undo() == fact
    assert interview.state.next is not None and interview.state.next["fact"] == fact
    assert interview.undo() == asked and interview.undo() is None
    assert "household earn" in interview.state.to_text("en") and json.loads(state.to_json()) == state.to_dict()
    assert repr(interview) == f"<Interview village as of 2024-08-01: 0 answered, next {asked}>"
    assert repr(state) == "<InterviewState village as of 2024-08-01: decided, next nothing to ask>"


def test_an_interview_is_saved_and_resumed() -> None:
    interview = CITY.at("2024-08-01").interview({}, decisions=["outcome"])
    for _ in range(3):
        following = interview.state.next
        assert following is not None
        interview.answer(following["fact"], None)
    resumed = CITY.resume_interview(interview.to_json())
    assert resumed.state == interview.state and resumed.to_json() == interview.to_json()
    assert [answer["value"] for answer in resumed.state.answered] == [None] * 3


def test_what_is_no_saved_interview_is_refused() -> None:
    saved = POLICY.interview({"as_of": "2024-08-01"}).to_json()
    for policy, text, code in [(POLICY, saved[:-1], "C0401"), (POLICY, "[]", "C0401"), (CITY, saved, "C0402")]:
        with pytest.raises(menkan.SavedError) as caught:
            policy.resume_interview(text)
        assert caught.value.code == code


def test_a_wrong_answer_leaves_an_interview_as_it_was() -> None:
    interview = POLICY.interview({"as_of": "2024-08-01"})
    before = interview.state
    wrong: list[tuple[str, Any, type[Exception]]] = [
        ("household.sise", 2, menkan.CaseError),
        ("household.size", "two", menkan.CaseError),
        ("household.size", 31, menkan.CaseError),
        ("household.income", Decimal("0.001"), menkan.CaseError),
        ("household.size", float("nan"), ValueError),
        ("household.size", object(), TypeError),
    ]
    for fact, value, error in wrong:
        with pytest.raises(error) as caught:
            interview.answer(fact, value)
        if isinstance(caught.value, menkan.CaseError):
            assert all("at" not in each for each in caught.value.errors)
    assert interview.state == before
    interview.answer("household.size", {"at_least": 2, "at_most": 2})
    assert interview.case["facts"] == {"household.size": 2}


def test_threads_may_answer_one_interview() -> None:
    interview = CITY.interview({"as_of": "2024-08-01"})
    with ThreadPoolExecutor(16) as pool:
        for done in [pool.submit(interview.answer, "household.size", size) for size in range(1, 20)]:
            done.result()
    assert [answer["fact"] for answer in interview.state.answered] == ["household.size"]
