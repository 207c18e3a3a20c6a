"""Menkan 门槛: decides who may have legal aid in China, by policies that a lawyer can read.

>>> import menkan
>>> policy = menkan.Policy.load("cn.gansu.jiayuguan")
>>> case = {"as_of": "2024-08-01", "facts": {"request.kind": "notified", "criminal.role": "suspect",
...     "criminal.stage": "investigation", "criminal.has_counsel": False, "applicant.age": 16}}
>>> policy.decide(case).decisions["outcome"]
'appoint'

Nothing in it reads a clock or a network; `Policy.load` alone reads files.
"""

from importlib.metadata import version as _version

from menkan._native import (
    Decision,
    Interview,
    InterviewState,
    Law,
    NearMisses,
    Notice,
    Policy,
    check,
    policies,
)
from menkan.diagnostics import Diagnostic, Fix, Label, Place, Text
from menkan.errors import CaseError, CompiledError, DecideError, Error, LoadError, PolicyError, SavedError

__version__ = _version("menkan")

__all__ = [
    "CaseError",
    "CompiledError",
    "DecideError",
    "Decision",
    "Diagnostic",
    "Error",
    "Fix",
    "Interview",
    "InterviewState",
    "Label",
    "Law",
    "LoadError",
    "NearMisses",
    "Notice",
    "Place",
    "Policy",
    "PolicyError",
    "SavedError",
    "Text",
    "check",
    "policies",
]
