"""Answers requests through the Python package: a JSON object a line, a line of JSON back.

`tests/tests/bindings.rs` sends
`{"decide": POLICY, "case": TEXT}`; `{"objects": POLICY, "case": TEXT}`, the case given as objects;
`{"describe": POLICY}`; `{"check": POLICY}`; `{"reject": PATH}`, the codes of what is wrong with a text, and what it
points at. A policy is a name or a path.
"""

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import menkan

load = cache(menkan.Policy.load)


def answer(request: dict[str, Any]) -> str:
    match request:
        case {"decide": policy, "case": case}:
            try:
                return load(policy).decide(case).to_json()
            except menkan.Error as error:
                return error.to_json()
        case {"objects": policy, "case": case}:
            return load(policy).decide(json.loads(case)).to_json()
        case {"describe": policy}:
            return compact(load(policy).describe())
        case {"check": policy}:
            return compact([diagnostic.code for diagnostic in load(policy).check()])
        case {"reject": path}:
            text = Path(path).read_bytes().decode()
            return compact([[each.code, cut(text, each)] for each in menkan.check(text, name=path)])
    raise ValueError(f"no such request: {request}")


def cut(text: str, diagnostic: menkan.Diagnostic) -> str:
    return text[diagnostic.at.start : diagnostic.at.end] if diagnostic.at else ""


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    for line in sys.stdin:
        print(answer(json.loads(line)), flush=True)


main()
