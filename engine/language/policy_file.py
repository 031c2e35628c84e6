"""`policy.yaml`: what holds for every rule of a company."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from babel.core import Locale, UnknownLocaleError

from engine.calendar import Hours
from engine.language.findings import Findings
from engine.language.schema import PolicyFile
from engine.language.surroundings import read_length
from engine.language.tree import Text
from engine.rulebook import Policy
from engine.values import ValueProblem

DEFAULT_LOCALES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class CompanyPolicy:
    """The policy, and the languages in which every text must exist."""

    policy: Policy
    locales: tuple[str, ...] = DEFAULT_LOCALES


def read_policy(file: PolicyFile) -> CompanyPolicy:
    """What the file says; the defaults for what it leaves out.

    Raises:
        ProblemsFound: hours, a cap, a gap or a locale that is none.
    """
    findings = Findings()
    policy = Policy()
    if (hours := file.permitted_hours) is not None and _are_hours(hours, findings):
        policy = replace(policy, hours=str(hours))
    if file.at_most is not None:
        policy = replace(policy, at_most_per_day=_cap(file.at_most, findings))
    if (gap := file.least_gap) is not None:
        least_gap = findings.attempt(lambda: read_length(gap))
        policy = replace(policy, least_gap=least_gap) if least_gap else policy
    locales = tuple(_locale(locale, findings) for locale in file.locales or ())
    findings.raise_all()
    return CompanyPolicy(policy, locales or DEFAULT_LOCALES)


def _are_hours(text: Text, findings: Findings) -> bool:
    try:
        Hours.parse(text)
    except ValueProblem as error:
        findings.add("wrong-hours", text.place, f"“{text}”: {error}.")
        return False
    return True


def _cap(text: Text, findings: Findings) -> int | None:
    if text == "any":
        return None
    written = re.fullmatch(r"([1-9]\d{0,3}) per customer per day", text)
    if written is None:
        mend = "Write “1 per customer per day”, or “any” for no limit."
        findings.add("wrong-cap", text.place, f"“{text}” is no limit.", mend)
        return None
    return int(written[1])


def _locale(text: Text, findings: Findings) -> str:
    try:
        Locale.parse(text)
    except (UnknownLocaleError, ValueError):
        findings.add("unknown-locale", text.place, f"“{text}” is no locale.", "Write e.g. “en” or “zh”.")
    return str(text)
