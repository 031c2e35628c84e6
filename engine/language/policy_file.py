"""`policy.yaml`: what holds for every rule of a company."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from babel.core import Locale, UnknownLocaleError

from engine.calendar import Hours
from engine.language.findings import Findings
from engine.language.schema import CompetingPart, PolicyFile
from engine.language.spelling import spelled, spelled_value
from engine.language.surroundings import read_length
from engine.language.tree import Text
from engine.language.words import known_value
from engine.rulebook import Cap, Group, Policy
from engine.values import ValueProblem

DEFAULT_LOCALES = ("en", "zh")

_CAP = re.compile(
    r"(?P<most>[1-9]\d{0,3}) per customer per (?:(?P<span>day|week)|(?P<days>[1-9]\d{0,2}) days?)"
)
_CHINESE_CAP = re.compile(
    r"每客户每 ?(?:(?P<span>天|周)|(?P<days>[1-9]\d{0,2}) ?天) ?(?P<most>[1-9]\d{0,3}) ?条"
)
_A_WEEK = 7
_DAY = ("{cap.most} per customer per day", "每客户每天 {cap.most} 条")
_WEEK = ("{cap.most} per customer per week", "每客户每周 {cap.most} 条")
_DAYS = ("{cap.most} per customer per {cap.days} days", "每客户每 {cap.days} 天 {cap.most} 条")
_TOLD = {"day": _DAY, "天": _DAY, "week": _WEEK, "周": _WEEK, None: _DAYS}


@dataclass(frozen=True, slots=True)
class CompanyPolicy:
    """The policy, and the languages in which every text must exist. *is_broken*: what it names is not known."""

    policy: Policy
    locales: tuple[str, ...] = DEFAULT_LOCALES
    is_broken: bool = False


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
        policy = replace(policy, caps=_caps(file.at_most, findings))
    if (gap := file.least_gap) is not None:
        least_gap = findings.attempt(lambda: read_length(gap))
        policy = replace(policy, least_gap=least_gap) if least_gap else policy
    policy = replace(policy, groups=tuple(_group(name, part, findings) for name, part in file.groups.items()))
    locales = tuple(_locale(locale, findings) for locale in file.locales or ())
    findings.raise_all()
    return CompanyPolicy(policy, locales or DEFAULT_LOCALES)


def _are_hours(text: Text, findings: Findings) -> bool:
    try:
        Hours.parse(text)
    except ValueProblem:
        mend = "Write e.g. “09:00-20:00”, or “mon-fri 09:00-18:00, sat 10:00-14:00”."
        findings.add("wrong-hours", text.place, f"“{text}” is no stretch of hours.", mend)
        return False
    return True


def _caps(texts: Iterable[Text], findings: Findings) -> tuple[Cap, ...]:
    """Every limit that is written; “any” is none."""
    texts = list(texts)
    if len(texts) == 1 and known_value(texts[0], ("any",)):
        spelled_value(texts[0].place, texts[0], "any")
        return ()
    caps = [_cap(text, findings) for text in texts]
    return tuple(cap for cap in caps if cap is not None)


def _cap(text: Text, findings: Findings) -> Cap | None:
    plain = " ".join(text.split())
    written = _CAP.fullmatch(plain) or _CHINESE_CAP.fullmatch(plain)
    if written is None:
        mend = (
            "Write “1 per customer per day”, “3 per customer per week”, “5 per customer per 30 days”, "
            "or “any” alone for no limit."
        )
        findings.add("wrong-cap", text.place, f"“{text}” is no limit.", mend)
        return None
    span = {"day": 1, "week": _A_WEEK, "天": 1, "周": _A_WEEK}.get(written["span"])
    cap = Cap(int(written["most"]), span or int(written["days"]))
    spelled(text.place, text, *(told.format(cap=cap) for told in _TOLD[written["span"]]))
    return cap


def _group(name: Text, part: CompetingPart, findings: Findings) -> Group:
    for text, again in zip(part.order, _repeated(part.order), strict=True):
        if again:
            findings.add("duplicate-id", text.place, f"“{text}” stands twice here.", "Delete one of the two.")
    for key, value in (("at most", part.at_most), ("loser", part.loser)):
        if part.critical and value is not None:
            what = f"“{name}” is critical, so “{key}” never applies to it."
            findings.add("critical-group", part.place_of(key), what, "Delete one of the two.")
    return Group(
        name=str(name),
        order=tuple(str(rule) for rule in part.order),
        caps=_caps(part.at_most or (), findings),
        loser="dropped" if part.loser == "dropped" else "waits",
        critical=part.critical,
        together=part.together is not None,
    )


def _repeated(texts: list[Text]) -> list[bool]:
    return [text in texts[:number] for number, text in enumerate(texts)]


def _locale(text: Text, findings: Findings) -> str:
    try:
        Locale.parse(text)
    except (UnknownLocaleError, ValueError):
        findings.add("unknown-locale", text.place, f"“{text}” is no locale.", "Write e.g. “en” or “zh”.")
    return str(text)
