"""What is wrong with a policy's text, as data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Place:
    """A run of characters of a policy's text: `text[start:end]`."""

    file: str
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    length: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Label:
    """Another place that has to do with it, and what it has to do with it."""

    message: Text
    at: Place | None


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of the text that would mend it: write `replacement` in place of what stands there."""

    replacement: str
    at: Place | None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong with a policy's text."""

    code: str
    """The stable code of its kind, `M` and four digits."""
    severity: str
    """`error`: the policy cannot be used; `warning`: its author should look."""
    message: Text
    at: Place | None = None
    expected: str | None = None
    found: str | None = None
    nearest: str | None = None
    """The nearest declared name."""
    labels: tuple[Label, ...] = ()
    help: Text | None = None
    """What to do about it."""
    fix: Fix | None = None
    witness: dict[str, Any] | None = None
    """A case that shows it."""

    def __str__(self) -> str:
        place = f"{self.at.file}:{self.at.line}:{self.at.column}: " if self.at else ""
        return f"{place}{self.severity}[{self.code}]: {self.message.en}"


def read(text: str) -> list[Diagnostic]:
    """Diagnostics from their JSON form."""
    return [_diagnostic(entry) for entry in json.loads(text)["errors"]]


def _diagnostic(entry: dict[str, Any]) -> Diagnostic:
    return Diagnostic(
        code=entry["code"],
        severity=entry["severity"],
        message=Text(**entry["message"]),
        at=_place(entry),
        expected=entry.get("expected"),
        found=entry.get("found"),
        nearest=entry.get("nearest"),
        labels=tuple(Label(Text(**label["message"]), _place(label)) for label in entry.get("labels", ())),
        help=Text(**entry["help"]) if "help" in entry else None,
        fix=Fix(entry["fix"]["replacement"], _place(entry["fix"])) if "fix" in entry else None,
        witness=entry.get("witness"),
    )


def _place(entry: dict[str, Any]) -> Place | None:
    return Place(**entry["at"]) if "at" in entry else None
