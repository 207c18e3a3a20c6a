"""Answers requests through the Python package: a JSON object a line, a line of JSON back.

`tests/tests/bindings.rs` sends
`{"decide": POLICY, "case": TEXT, "sufficient": true}`; `{"objects": POLICY, "case": TEXT}`, the case given as objects;
`{"compiled": POLICY, "case": TEXT}`, decided by the policy compiled and loaded again; `{"notice": POLICY, "case": TEXT}`; `{"letter": POLICY, "case": TEXT, "as": FORM, "language": TAG}`, a letter in some form;
`{"why_not": POLICY, "case": TEXT, "decision": NAME, "value": VALUE}`;
`{"interview": POLICY, "case": TEXT, "answers": [[FACT, VALUE], …]}`, the states before and after each answer, the saved form
and the state after it was resumed, each as its JSON; `{"describe": POLICY}`; `{"check": POLICY}`; `{"reject": PATH}`, the codes
of what is wrong with a text, and what it points at. A policy is a name or a path.
"""

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import menkan

load = cache(menkan.Policy.load)


@cache
def compiled(named: str) -> menkan.Policy:
    return menkan.Policy.from_bytes(load(named).to_bytes())


def answer(request: dict[str, Any]) -> str:
    match request:
        case {"decide": policy, "case": case}:
            return load(policy).decide(case, sufficient=request.get("sufficient", False)).to_json()
        case {"objects": policy, "case": case}:
            return load(policy).decide(json.loads(case)).to_json()
        case {"compiled": policy, "case": case}:
            return compiled(policy).decide(case).to_json()
        case {"notice": policy, "case": case}:
            return load(policy).notice(case).to_json()
        case {"letter": policy, "case": case, "as": form, "language": tag}:
            return compact(getattr(load(policy).notice(case), f"to_{form}")(tag))
        case {"why_not": policy, "case": case, "decision": decision, "value": value}:
            return load(policy).why_not(case, decision, value).to_json()
        case {"interview": policy, "case": case, "answers": answers}:
            return compact(list(talk(load(policy), case, answers)))
        case {"describe": policy}:
            return compact(load(policy).describe())
        case {"check": policy}:
            return compact([diagnostic.code for diagnostic in load(policy).check()])
        case {"reject": path}:
            text = Path(path).read_bytes().decode()
            return compact([[each.code, cut(text, each)] for each in menkan.check(text, name=path)])
    raise ValueError(f"no such request: {request}")


def talk(policy: menkan.Policy, case: str, answers: list[tuple[str, Any]]) -> Iterator[str]:
    interview = policy.interview(case)
    yield interview.state.to_json()
    for fact, value in answers:
        interview.answer(fact, value)
        yield interview.state.to_json()
    saved = interview.to_json()
    yield saved
    yield policy.resume_interview(saved).state.to_json()


def cut(text: str, diagnostic: menkan.Diagnostic) -> str:
    return text[diagnostic.at.start : diagnostic.at.end] if diagnostic.at else ""


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    for line in sys.stdin:
        try:
            told = answer(json.loads(line))
        except menkan.Error as error:
            told = error.to_json()
        print(told, flush=True)


main()
