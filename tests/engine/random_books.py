"""Random rulebooks, and what happens to a customer: everything falls on the instants of a grid."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import available_timezones

from hypothesis import strategies as st
from hypothesis.internal.conjecture.data import ConjectureData

from engine.calendar import Calendar
from engine.decide import Terms
from engine.facts import Event, SubjectRef
from engine.language.syntax import All, AnyOf, Condition, FactPath, Not, Now, Sentence, walk
from engine.plan import Plan, calendar_of
from engine.relationship import Relationship, Task
from engine.rulebook import Action, Again, Cap, Group, OnEvent, OpenTask, Policy, Rule, Rulebook, SkipTo, Step
from engine.values import Duration, Money, Value, YearlyDate
from tests.engine.builders import (
    CUSTOMER,
    INVOICE,
    OTHER_INVOICE,
    a_book,
    a_message,
    a_move,
    a_relationship,
    a_rule,
    a_set,
    a_task,
    a_value,
    an_opening,
    cny,
    holds,
    length,
    sentence,
)

QUARTER = dt.timedelta(minutes=15)
SECOND = dt.timedelta(seconds=1)
A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Scale:
    """A grid and the durations that keep to it. *of_days* has no hours: every date is a day of the grid."""

    first_day: dt.date
    spans: Sequence[int]
    offsets: Sequence[str]
    lengths: Sequence[str]
    hours: Sequence[str]
    days: Sequence[int]
    clock: Sequence[int] = field(default=(0,))
    """Minutes after local midnight at which things happen."""
    zones: Sequence[str | None] = (None,)
    """Where the customer may live; another zone than the company's needs a grid that has every hour."""


WEEK = Scale(
    first_day=dt.date(2026, 3, 26),  # the clocks of Berlin go forward on the 29th, the month ends on the 31st
    spans=(1, 1, 2, 2, 3, 3, 4, 7),
    offsets=(
        "-2 days",
        "-1 day",
        "-6 hours",
        "0 days",
        "45 minutes",
        "6 hours",
        "1 day",
        "3 working hours",
        "1 working day",
        "2 days",
    ),
    lengths=("30 minutes", "4 hours", "1 day", "5 working hours", "1 working day", "2 days"),
    hours=("always", "always", "09:00-20:00", "mon-fri 09:00-12:00, 14:00-18:00"),
    days=(-40, -30, -3, -2, -1, 0, 1, 2, 3, 4, 5),
    clock=tuple(range(0, 24 * 60, 15)),
    zones=(
        None,
        "America/New_York",
        "Asia/Beirut",  # its clocks go forward at midnight of the 29th
        "America/Nuuk",  # and here in the last hour of the 28th
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Nowhere/Land",
    ),
)
YEARS = Scale(
    first_day=dt.date(2026, 1, 30),
    spans=(60, 120, 400, 800, 3 * 365),
    offsets=("-1 month", "-3 days", "0 days", "1 day", "5 working days", "30 days", "1 month", "3 months"),
    lengths=("1 day", "3 working days", "20 days", "1 month", "6 months"),
    hours=("always", "always", "09:00-20:00", "mon-fri 09:00-18:00"),
    days=(-400, -60, -2, 0, 1, 2, 27, 30, 31, 59, 120, 365, 400, 700, 760, 900),
    clock=(0, 540),
)

OF_CUSTOMER = (
    "customer.score >= 2",
    "customer.score < 2",
    "customer.score = 3",
    "customer.tier is one of [A, B]",
    "customer.interests contains golf",
    "customer.interests does not contain tea",
    "customer.interests is empty",
    "table patience >= 2",
    "table patience < 3",
    "customer.hold is yes",
    "customer.hold is no",
    "customer.promised is empty",
    "customer.promised is empty or today > customer.promised",
    "today >= customer.since + 2 days",
    "today > customer.since",
    "today >= customer.promised - 1 day",
    "today < customer.since + 1 month",
    "today = customer.promised",
    "today != customer.promised",
    "today <= customer.promised + 1 working day",
    "now >= customer.quiet_until",
    "now > customer.quiet_until",
    "now < customer.quiet_until + 6 days",
    "now = customer.quiet_until",
    "now <= customer.quiet_until",
    "days since customer.since >= customer.score",
    "days since customer.since = 3",
    "days since customer.since < 2",
    "months since customer.since >= 1",
    "months since customer.promised = 0",
    "years since customer.since < 1",
    "days since customer.oldest_recent >= 2",
    "days since customer.quiet_until > 1",
    "customer.volume > 100 CNY",
    "customer.volume is at least 50% below customer.volume_before",
    "customer.last_two is at least 30% below customer.two_before",
    "customer.last_two is at least 30% above customer.two_before",
    "customer.volume_of_cycles >= 100 CNY",
    "customer.recent_orders >= 1",
    "customer.recent_orders < 2",
    "customer.orders >= 2",
    "customer.oldest_recent is empty",
    "today >= customer.oldest_recent + 1 day",
    "customer.is_late is yes",
    "customer.is_late is no",
    "customer.is_patient is yes",
    "customer.is_patient is no",
    "today > customer.manager.until",
    "customer.manager is empty",
    "customer.volume > settings.ignored",
    "customer.usual_gap > settings.pause",
    "customer.largest > settings.small",
    "customer.usual_amount < 150 CNY",
    "customer.promised_volume >= 50% of customer.volume",
    "customer.score >= settings.enough",
    "today >= customer.first_order + 2 * customer.cycle",
    "today <= customer.last_order + customer.doubled_cycle",
    "table care.calls = 2",
    "table points > 2",
    "today >= customer.since + table care.pause",
    "customer.claims >= 1",
    "customer.recent_claims < 1",
)
OF_INVOICE = (
    "invoice.balance > 0 CNY",
    "invoice.balance > settings.ignored",
    "invoice.disputed is no",
    "invoice.promised is empty or today > invoice.promised",
    "today >= invoice.due_date",
    "days since invoice.due_date > 1",
    "days since invoice.due_date <= customer.score",
    "invoice.customer.is_patient is yes",
    "invoice.customer.tier is A",
    "customer.is_patient is no",
    "customer.is_late is yes",
)
STARTS = {
    "customer": (
        *({"at": at} for at in ("customer.since", "customer.promised at 09:00", "customer.quiet_until")),
        *({"at": at} for at in ("customer.oldest_recent", "customer.promised + 2 days")),
        *(
            {"at": f"every {period} customer.since"}
            for period in ("month on", "year on", "3 months after", "month after", "2 weeks on", "week after")
        ),
        {"at": "every monday"},
        {"at": "every wednesday at 09:00"},
        {"at": "every year on customer.birthday"},
        {"at": "every year on customer.birthday at 09:00"},
        {"on": "order.placed"},
        {"on": "complaint.opened"},
        {"on": "claim.opened"},
        *({"once_per": once} for once in ("customer.since", "customer.tier", "customer.oldest_recent")),
        *({} for _ in range(8)),
    ),
    "invoice": (
        {"at": "invoice.due_date"},
        {"at": "invoice.due_date at 09:00"},
        {"on": "invoice.sent"},
        {"once_per": "invoice.due_date"},
        {},
        {},
    ),
    "order": ({"on": "order.placed"}, {"at": "order.date"}, {}),
    "claim": (
        {"on": "claim.opened"},
        {"on": "claim.opened"},
        {"at": "claim.opened_at"},
        {"at": "every month on claim.date"},
        {},
    ),
}
RESTARTS = {
    "customer": ("order.placed", "complaint.opened"),
    "invoice": ("invoice.sent",),
    "order": (),
    "claim": (),
}
"""With which events the ladder of a rule about this entity may begin afresh."""

LINES = {
    "customer": OF_CUSTOMER,
    "invoice": (*OF_INVOICE, *OF_INVOICE, *OF_CUSTOMER),
    "order": ("order.amount > 50 CNY", "today > order.date", *OF_CUSTOMER),
    "claim": (
        "claim.severity is serious",
        "now > claim.opened_at",
        "days since claim.date >= 1",
        *OF_CUSTOMER,
    ),
}
SHAPES = ((0, 0, 0), (1, 0, 0), (1, 0, 0), (2, 0, 0), (0, 2, 0), (0, 0, 1), (1, 2, 0), (1, 0, 2))
"""How many lines stand under `when` itself, under `any` and under `none`."""

THEMES = (*("anything",) * 5, "crowd", "cooled", "backlog")
"""What meets too seldom by chance: messages that compete, occurrences that follow each other, steps due together."""

AT_LAST = (
    "customer.hold is yes",
    "now >= customer.quiet_until",
    "today >= customer.since + 2 days",
    "today > customer.promised",
)
"""What becomes true when several steps of a ladder are due."""

GROUPS = ("first", "second")
SETS = (
    ("customer.score", "2"),
    ("customer.score", "customer.score + 1"),
    ("customer.hold", "yes"),
    ("customer.tier", "A"),
    ("customer.promised", "customer.since + 3 days"),
    ("customer.promised", "today + 1 day"),
    ("customer.quiet_until", "now"),
)
OPENINGS = (
    {"severity": "serious", "date": "today", "opened_at": "now"},
    {"severity": "minor", "date": "today + 1 day"},
    {"date": "customer.promised"},
)


@dataclass(frozen=True, repr=False)
class Case:
    """One random rulebook with one random customer."""

    book: Rulebook
    relationship: Relationship
    terms: Terms
    start: dt.datetime
    until: dt.datetime

    def __repr__(self) -> str:
        rules = [*(self.book.lifecycle.moves if self.book.lifecycle else ()), *self.book.rules]
        events = [
            f"{each.kind} {each.subject} {each.happened_at} {dict(each.facts)}"
            for each in self.relationship.pending
        ]
        lines = [*map(_told, rules), str(self.book.policy), str(self.terms), *events, f"until {self.until}"]
        return "\n".join([f"A case in {self.book.vocabulary.working_time.zone}:", *lines])

    def clock_of(self, rule: Rule, at: dt.datetime) -> Calendar:
        """By which clock a rule goes at a moment."""
        company = calendar_of(self.book)
        told = [event for event in self.relationship.pending if "lives_in" in event.facts]
        known = [event for event in told if event.happened_at <= at]
        zone = max(known, key=lambda event: event.order).facts["lives_in"] if known else None
        if rule.time_zone == "company" or zone not in available_timezones():
            return company
        return company.in_zone(str(zone))

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # noqa: ANN401 - as hypothesis asks
        """Whoever prints a counterexample shows it as told here; every field of the book would hide it."""
        printer.text(repr(self))

    @property
    def plan(self) -> Plan:
        return Plan(self.book)

    def quarters(self) -> list[dt.datetime]:
        """Every 15 minutes."""
        return self._with_seconds_after(
            self.start + QUARTER * step for step in range((self.until - self.start) // QUARTER + 1)
        )

    def mornings(self) -> list[dt.datetime]:
        """The start of each day and its ninth hour."""
        calendar = calendar_of(self.book)
        first, last = calendar.date_of(self.start), calendar.date_of(self.until)  # a day may have 23 hours
        dates = [first + A_DAY * number for number in range((last - first).days + 1)]
        return self._with_seconds_after(
            at for each in dates for at in (calendar.start_of(each), calendar.at(each, dt.time(9)))
        )

    def _with_seconds_after(self, grid: Iterable[dt.datetime]) -> list[dt.datetime]:
        """The grid; where a rule says ``now > X``, the second after each instant too: there it turns."""
        pauses = (dt.timedelta(), SECOND) if self._reads_now else (dt.timedelta(),)
        return [at + pause for at in grid for pause in pauses if at + pause <= self.until]

    @property
    def _reads_now(self) -> bool:
        moves = self.book.lifecycle.moves if self.book.lifecycle else ()
        conditions = [rule.when for rule in (*self.book.rules, *moves)]
        conditions += [hold for group in self.book.policy.groups for hold in group.holds]
        return any(isinstance(node, Now) for condition in conditions for node in walk(condition))


def fresh(scale: Scale, theme: str | None = None) -> st.SearchStrategy[Case]:
    """Cases of which none is like another.

    Of its own cases hypothesis plays five variations each, that differ in next to nothing: it is meant for small
    data. So it draws seeds here. A counterexample is not made smaller; the campaign's, of `cases`, is.
    """
    return st.integers(0, 2**64 - 1).map(lambda seed: drawn(scale, seed, theme))


def drawn(scale: Scale, seed: int, theme: str | None = None) -> Case:
    """The case of a seed."""
    return ConjectureData(random=Random(seed)).draw(cases(scale, theme))


@st.composite
def cases(draw: st.DrawFn, scale: Scale, theme: str | None = None) -> Case:
    """A rulebook of one to three rules, a customer's facts and what happens, a third of it left out."""
    zone = draw(st.sampled_from(("Asia/Shanghai", "Europe/Berlin", "America/New_York")))
    theme = theme or draw(st.sampled_from(THEMES))
    rules = tuple(
        _themed(draw, scale, theme, _rule(draw, scale, f"rule_{number}"))
        for number in range(draw(st.integers(2 if theme == "crowd" else 1, 3)))
    )
    moves = _moves(draw, scale)
    policy = _policy(draw, scale, theme)
    book = replace(a_book(*rules, moves=moves, policy=policy, zone=zone), hash="in force")
    calendar = calendar_of(book)
    start = calendar.start_of(scale.first_day)
    until = calendar.start_of(scale.first_day + A_DAY * draw(st.sampled_from(scale.spans)))
    events = _facts(draw, scale, calendar, start) + _happenings(draw, scale, book)
    people = {SubjectRef("person", "p1"): {"until": scale.first_day + A_DAY * 2}}
    relationship = replace(a_relationship(*events), directory=people, decided_until=start)
    return Case(book, relationship, _terms(draw, scale, book), start, until)


def _themed(draw: st.DrawFn, scale: Scale, theme: str, rule: Rule) -> Rule:
    """The rule, made to meet what its theme is about."""
    match theme:
        case "crowd":
            steps = (replace(step, do=(a_message(), *step.do[1:]), when=None) for step in rule.steps)
            group = draw(st.sampled_from(("", *GROUPS)))
            line = draw(st.sampled_from(LINES[rule.who]))
            when = holds(rule.who, *draw(st.sampled_from(((), (), (line,)))))
            return replace(rule, steps=tuple(steps), when=when, group=group, within=None, status="live")
        case "cooled" if rule.who == "customer":
            plain = replace(rule, once_per=None, holds_for=None, restart_on=None, within=None, status="live")
            cooldown = length(draw(st.sampled_from(scale.lengths)))
            return replace(plain, start=OnEvent("order.placed"), when=holds("customer"), cooldown=cooldown)
        case "backlog":
            steps = (replace(step, when=None) for step in rule.steps)
            when = holds(rule.who, draw(st.sampled_from(AT_LAST)))
            return replace(rule, steps=tuple(steps), when=when, catch_up="latest", within=None)
        case _:
            return rule


def _policy(draw: st.DrawFn, scale: Scale, theme: str) -> Policy:
    """Groups in half of the cases: with caps of their own, holds, losers that are dropped, one that is critical."""
    if theme == "crowd":
        groups = tuple(replace(_group(draw, name), caps=()) for name in GROUPS)
        return Policy("09:00-20:00", (Cap(1),), groups=groups)
    return Policy(
        draw(st.sampled_from(scale.hours)),
        draw(st.sampled_from(((), (Cap(1),), (Cap(2),), (Cap(1), Cap(2, 3)), (Cap(1, 2),)))),
        length(draw(st.sampled_from(("1 day", "3 days")))),
        tuple(_group(draw, name) for name in draw(st.sampled_from(((), GROUPS, GROUPS[:1])))),
    )


def _group(draw: st.DrawFn, name: str) -> Group:
    while_ = draw(st.lists(st.sampled_from(OF_CUSTOMER), max_size=2)) if draw(st.booleans()) else ()
    return Group(
        name,
        order=draw(st.sampled_from(((), ("rule_1",), ("rule_2", "rule_0")))),
        caps=draw(st.sampled_from(((), (), (Cap(1),), (Cap(1, 3),), (Cap(2, 7),)))),
        loser=draw(st.sampled_from(("waits", "waits", "dropped"))),
        critical=draw(st.sampled_from((False, False, False, True))),
        together=draw(st.booleans()),
        holds=tuple(sentence(text, "customer") for text in while_),
    )


def _told(rule: Rule) -> str:
    """A rule in one line, for whoever looks at a counterexample."""
    others = {
        "group": rule.group,
        "valid": (rule.valid_from, rule.valid_to),
        "within": rule.within,
        "once per": rule.once_per,
        "for": rule.holds_for,
        "from the start": rule.from_the_start,
        "cooldown": rule.cooldown,
        "catch up": rule.catch_up,
        "restart on": rule.restart_on,
        "time zone": rule.time_zone,
        "rollout": rule.rollout,
    }
    steps = [
        (step.id, str(step.offset), step.when, [type(each).__name__ for each in step.do])
        for step in rule.steps
    ]
    said = {name: value for name, value in others.items() if value not in ("", None, False, (None, None))}
    return f"{rule.id}: {rule.status} {rule.who} {rule.start} when {_texts(rule.when)} {said} {steps}"


def _texts(condition: Condition) -> object:
    match condition:
        case Sentence(text):
            return text
        case All(parts):
            return [_texts(part) for part in parts]
        case Not(part):
            return {"not": _texts(part)}
        case AnyOf(parts):
            return {"any": [_texts(part) for part in parts]}
        case _:
            return condition


def _rule(draw: st.DrawFn, scale: Scale, name: str) -> Rule:
    who = draw(st.sampled_from(("customer", "customer", "customer", "invoice", "invoice", "order", "claim")))
    started = draw(st.sampled_from(STARTS[who]))
    when, any_of, none_of = (_lines(draw, who, count) for count in draw(st.sampled_from(SHAPES)))
    # What opens something whenever something is opened never ends.
    opens = who != "claim" and started.get("on") != "claim.opened"
    offsets = _offsets(draw, scale)
    names = [f"step_{number}" for number in range(len(offsets))]
    steps = tuple(
        _step(draw, scale, who, names[number:], offset, opens=opens) for number, offset in enumerate(offsets)
    )
    return a_rule(
        name,
        *steps,
        who=who,
        when=when,
        any_of=any_of,
        none_of=none_of,
        within=draw(st.sampled_from((*(None,) * 9, *scale.lengths))),
        status=draw(st.sampled_from((*("live",) * 9, "shadow"))),
        holds_for=draw(st.sampled_from((None, *scale.lengths))) if _can_wait(started, offsets) else None,
        cooldown=draw(st.sampled_from((*(None,) * 9, *scale.lengths))),
        catch_up=draw(st.sampled_from(("next", "next", "latest", "skip"))),
        restart_on=draw(st.sampled_from(_restarts(who, started))),
        time_zone=draw(st.sampled_from(("company", "company", "customer"))),
        rollout=draw(st.sampled_from((*(None,) * 15, 50))),
        valid_from=draw(st.sampled_from((*(None,) * 9, scale.first_day + A_DAY * 2))),
        valid_to=draw(st.sampled_from((*(None,) * 9, scale.first_day + A_DAY * 4))),
        from_the_start=draw(st.sampled_from((*(False,) * 7, True))),
        missing_day=draw(st.sampled_from(("day before", "day after", "skip"))),
        leap_month=draw(st.sampled_from(("regular month", "leap month"))),
        group=draw(st.sampled_from(("", *GROUPS))),
        **started,
    )


def _can_wait(started: Mapping[str, str], offsets: Sequence[str]) -> bool:
    """Whether the rule may say `for`: it starts by becoming true, and nothing comes before that."""
    return started.keys() <= {"once_per"} and not any(offset.startswith("-") for offset in offsets)


def _restarts(who: str, started: Mapping[str, str]) -> tuple[str | None, ...]:
    if "at" not in started or started["at"].startswith("every"):
        return (None,)
    return (None, *RESTARTS[who])


def _lines(draw: st.DrawFn, who: str, count: int) -> tuple[str, ...]:
    return tuple(draw(st.sampled_from(LINES[who])) for _ in range(count))


def _offsets(draw: st.DrawFn, scale: Scale) -> list[str]:
    chosen = draw(st.lists(st.sampled_from(range(len(scale.offsets))), min_size=1, max_size=3, unique=True))
    return [scale.offsets[number] for number in sorted(chosen)]


def _step(  # noqa: PLR0913 - each says what it means
    draw: st.DrawFn, scale: Scale, who: str, names: Sequence[str], offset: str, *, opens: bool
) -> Step:
    """The first of these steps; its tasks may skip to the others."""
    own = draw(st.sampled_from(LINES[who])) if draw(st.integers(0, 4)) == 0 else None
    do = tuple(_action(draw, scale, who, names[1:], opens=opens) for _ in range(draw(st.integers(1, 2))))
    if sum(isinstance(action, OpenTask) for action in do) > 1:
        do = do[:1]  # what follows two tasks of one kind in one step is one firing
    computed = draw(st.sampled_from((*(None,) * 8, "customer.cycle", "table delay", "table care.pause")))
    due = a_value(computed, who) if computed else length(offset)
    return Step(names[0], do, due, sentence(own, who) if own else None)


def _action(draw: st.DrawFn, scale: Scale, who: str, later_steps: Sequence[str], *, opens: bool) -> Action:
    kinds = ("message", "note", "letter", "task", "task", "set", *(("open",) if opens else ()))
    kind = draw(st.sampled_from(kinds))
    if kind == "open":
        return an_opening(who, **draw(st.sampled_from(OPENINGS)))
    if kind == "set":
        return a_set(*draw(st.sampled_from(SETS)))
    if kind != "task":
        return a_message({"message": "customer", "letter": "customer.manager"}.get(kind, "team/sales"))
    later = draw(st.sampled_from(scale.lengths))
    outcomes: dict[str, tuple[Action, ...]] = {
        "done": (),
        "no_answer": (Again(length(later), draw(st.integers(1, 3))),),
        "better": (a_set(*draw(st.sampled_from(SETS))),),
        "promised": (a_set("customer.promised", "answer.date"),),
    }
    if opens:
        outcomes["worse"] = (an_opening(who, **draw(st.sampled_from(OPENINGS))),)
    skips = tuple((SkipTo(step),) for step in later_steps)
    if skips:
        outcomes["onward"] = draw(st.sampled_from(skips))
    late: tuple[Action, ...] = draw(
        st.sampled_from(((), (), (a_message("team/sales"),), (a_set("customer.score", "3"),), *skips))
    )
    task = a_task(
        due=draw(st.sampled_from(scale.lengths)),
        outcomes=outcomes,
        late=late,
        keep=draw(st.sampled_from((False, False, False, True))),
    )
    return replace(task, to=FactPath(("customer", "manager"))) if draw(st.integers(0, 4)) == 0 else task


def _moves(draw: st.DrawFn, scale: Scale) -> tuple[Rule, ...]:
    lines = st.sampled_from(OF_CUSTOMER)
    ways = (("prospect", "active"), ("active", "at_risk"), ("at_risk", "lost"))
    return tuple(
        replace(
            a_move(
                f"move_{to}",
                from_,
                to,
                draw(lines),
                do=draw(st.sampled_from(((), (), (a_task(),)))),
                holds_for=draw(st.sampled_from((None, None, *scale.lengths))),
                status=draw(st.sampled_from(("live", "live", "live", "live", "shadow"))),
            ),
            time_zone=draw(st.sampled_from(("company", "company", "customer"))),
        )
        for from_, to in ways[: draw(st.sampled_from((0, 0, 1, 2, 3)))]
    )


def _facts(draw: st.DrawFn, scale: Scale, calendar: Calendar, start: dt.datetime) -> list[Event]:
    """What is known from the beginning."""
    days = st.sampled_from([scale.first_day + A_DAY * number for number in scale.days])
    facts: dict[str, Value | None] = {
        "tier": draw(st.sampled_from((None, "A", "B", "C"))),
        "score": draw(st.sampled_from((None, *map(Decimal, range(4))))),
        "hold": draw(st.sampled_from((None, True, False))),
        "interests": draw(st.sampled_from((None, (), ("golf",), ("tea", "golf")))),
        "manager": draw(st.sampled_from((None, "p1"))),
        "lives_in": draw(st.sampled_from(scale.zones)),
        "birthday": draw(st.sampled_from((None, *_birthdays(scale)))),
        "cycle": draw(st.sampled_from((None, Duration(days=1), Duration(days=2)))),
        **{name: draw(days) if draw(st.integers(0, 9)) > 2 else None for name in ("since", "promised")},
        "quiet_until": _moment(draw, scale, calendar) if draw(st.booleans()) else None,
    }
    known = Event("facts", "facts.changed", CUSTOMER, start, start, _present(facts))
    return [known, *(_invoice(draw, ref, draw(days), start) for ref in (INVOICE, OTHER_INVOICE))]


def _invoice(draw: st.DrawFn, ref: SubjectRef, due: dt.date, at: dt.datetime) -> Event:
    facts: dict[str, Value | None] = {
        "customer": "c1",
        "due_date": draw(st.sampled_from((None, due, due))),
        "balance": draw(st.sampled_from((None, cny(0), cny(500), cny(500), Money.of(50, "USD")))),
        "disputed": draw(st.sampled_from((None, True, False, False))),
    }
    return Event(f"facts-{ref.id}", "invoice.sent", ref, at, at, _present(facts))


def _happenings(draw: st.DrawFn, scale: Scale, book: Rulebook) -> list[Event]:
    calendar = calendar_of(book)
    found = []
    for number in range(draw(st.integers(0, 5))):
        date = scale.first_day + A_DAY * draw(st.integers(0, min(max(scale.spans), 200)))
        minutes = draw(st.sampled_from(scale.clock))
        at = calendar.at(date, dt.time(minutes // 60, minutes % 60))
        found.append(_happening(draw, scale, f"happening-{number}", at, date))
    return found


def _happening(draw: st.DrawFn, scale: Scale, name: str, at: dt.datetime, date: dt.date) -> Event:
    kind = draw(st.sampled_from(("order", "order", "order", "payment", "complaint", "change", "invoice")))
    late = draw(st.sampled_from((dt.timedelta(), dt.timedelta(), SECOND * 7)))
    if kind == "order":
        amount = draw(st.sampled_from((cny(60), cny(200), None)))
        facts: dict[str, Value | None] = {"customer": "c1", "date": date, "amount": amount}
        return Event(name, "order.placed", SubjectRef("order", name), at, at + late, _present(facts))
    if kind == "payment":
        return Event(name, "facts.changed", INVOICE, at, at + late, {"customer": "c1", "balance": cny(0)})
    if kind == "complaint":
        return Event(name, "complaint.opened", CUSTOMER, at, at + late)
    if kind == "invoice":
        return _invoice(draw, SubjectRef("invoice", name), date, at)
    fact, value = draw(
        st.sampled_from(
            (
                ("score", Decimal(3)),
                ("score", None),
                ("hold", True),
                ("hold", None),
                ("tier", "B"),
                ("interests", ("golf",)),
                ("interests", ()),
                ("since", date),
                ("since", date + A_DAY),
                ("promised", date + A_DAY),
                ("promised", None),
                ("cycle", None),
                ("cycle", Duration(days=2)),
                ("quiet_until", at + A_DAY),
                ("manager", "p1"),
                ("manager", None),
                ("lives_in", scale.zones[-1]),
                *(("lives_in", zone) for zone in scale.zones[:4]),
            )
        )
    )
    return Event(name, "facts.changed", CUSTOMER, at, at + late, {fact: value})


def _terms(draw: st.DrawFn, scale: Scale, book: Rulebook) -> Terms:
    calendar = calendar_of(book)
    since = draw(st.sampled_from((*(None,) * 6, -1, 0, 1)))
    activated = {} if since is None else {"rule_0": calendar.start_of(scale.first_day + A_DAY * since)}
    outcomes = draw(
        st.lists(
            st.sampled_from(("", "done", "no_answer", "better", "worse", "promised", "onward")),
            min_size=1,
            max_size=3,
        )
    )
    waits = length(draw(st.sampled_from(scale.lengths)))

    def answer(task: Task) -> Event | None:
        outcome = outcomes[len(task.id) % len(outcomes)]
        at = calendar.add(task.opened_at, waits)
        subject = SubjectRef("task", task.id)
        facts: dict[str, Value | None] = {"outcome": outcome, "date": calendar.date_of(at)}
        return Event(f"answer/{task.id}", "task.answered", subject, at, at, facts) if outcome else None

    at_once = draw(st.sampled_from((True, True, True, False)))
    return Terms(activated, delivers_at_once=at_once, renders=False, answers=answer)


def _birthdays(scale: Scale) -> tuple[YearlyDate, ...]:
    soon = scale.first_day + A_DAY * 3
    return (
        YearlyDate(soon.month, soon.day, 1990),
        YearlyDate(2, 29, 1992),
        YearlyDate(2, 11, 1988, "lunar"),  # 29 March 2026
        YearlyDate(2, 30, 1990, "lunar"),
        YearlyDate(2, 11, 2023, "lunar", leap=True),  # 2026 has no such month: the policy says when
    )


def _moment(draw: st.DrawFn, scale: Scale, calendar: Calendar) -> dt.datetime:
    date = scale.first_day + A_DAY * draw(st.integers(-3, min(max(scale.spans), 60)))
    minutes = draw(st.sampled_from(scale.clock))
    return calendar.at(date, dt.time(minutes // 60, minutes % 60))


def _present(facts: dict[str, Value | None]) -> dict[str, Value | None]:
    return {name: value for name, value in facts.items() if value is not None}
