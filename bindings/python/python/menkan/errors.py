"""What keeps Menkan from an answer. A missing fact is never an error: a decision says what is missing."""

from __future__ import annotations

import json
from typing import Any

from menkan.diagnostics import Diagnostic, read


class Error(Exception):
    """One or more errors, each with a stable code and a message in Chinese and English."""

    errors: list[dict[str, Any]]
    """The errors in the JSON form that every surface of Menkan gives: `code`, `message` with `zh` and `en`, and,
    where they apply, `fact`, `setting`, `decision`, `expected`, `found`, `nearest`, `at`."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._text = text
        self.errors = json.loads(text)["errors"]

    @property
    def code(self) -> str:
        """The code of the first error."""
        code: str = self.errors[0]["code"]
        return code

    def to_json(self) -> str:
        """The errors as one line of JSON."""
        return self._text

    def to_text(self, lang: str = "zh") -> str:
        """A line for each error; `lang` is "zh" or "en"."""
        return "\n".join(_line(error, lang) for error in self.errors)

    def __str__(self) -> str:
        return self.to_text("en")


class LoadError(Error):
    """What was named is neither a shipped policy nor a file that can be read."""


class CompiledError(Error):
    """A compiled policy cannot be used, or not for what was asked."""


class PolicyError(Error):
    """A policy's text is at fault."""

    diagnostics: list[Diagnostic]
    """All that is wrong with it, with the places in the text."""

    def __init__(self, text: str, placed: str) -> None:
        super().__init__(text)
        self.args = (text, placed)
        self.diagnostics = read(placed)


class CaseError(Error):
    """A case, or a setting, is at fault: all that is wrong with it."""


class DecideError(Error):
    """A case is in order but cannot be decided, because of its day, a setting, or the policy's rules."""


class SavedError(Error):
    """A saved interview cannot be read, or is one of another policy."""


def _line(error: dict[str, Any], lang: str) -> str:
    line = f"[{error['code']}] {error['message'][lang]}"
    nearest = error.get("nearest")
    if nearest is None or f"`{nearest}`" in line:
        return line
    return f"{line},是否指 `{nearest}`?" if lang == "zh" else f"{line}; did you mean `{nearest}`?"
