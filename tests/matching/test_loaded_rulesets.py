"""Rulesets in threads, over reloads, in great numbers, after failures; and what text ever reaches C."""

import gc
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from engine.language.syntax import Aggregate, Answer, Compare, Condition, Constant, FactPath
from engine.matching import EngineFault, Matcher, ruleset
from engine.matching.compiler import MOST_COLUMNS, MOST_CONJUNCTIONS, compile_conditions
from engine.values import Value
from tests.matching.builders import (
    CALENDAR,
    ASubject,
    a_matcher,
    any_of,
    compare,
    every,
    fact,
    is_,
    number,
    one_of,
)

HOSTILE = [
    'say "hi"',
    "it's",
    "$or",
    "$and",
    "a.b",
    "sid",
    "id",
    "p0",
    "w",
    "😀",
    "客户.等级",
    "\\",
    "\n",
    "\0",
    "}{",
    "",
]


def thresholds(count: int) -> Matcher:
    """Conditions ``x >= 0`` to ``x >= count - 1``, each with a column of its own besides."""
    return a_matcher(
        **{
            f"r{n}": every(compare(fact("x"), ">=", number(n)), is_(f"open_{n % 90}", "A"))
            for n in range(count)
        }
    )


def open_at(x: int) -> ASubject:
    return ASubject({"x": Decimal(x), **{f"open_{n}": "A" for n in range(90)}})


def test_six_hundred_conditions_in_shards():
    matcher = thresholds(600)

    for x in (-1, 0, 59, 60, 61, 299, 599, 1000):
        assert matcher.holding(open_at(x)) == {f"r{n}" for n in range(min(x + 1, 600))}


def test_no_shard_is_too_large():
    wide = {
        f"r{n}": ("invoice", every(*(is_(f"f{n}_{m}", "A") for m in range(50))))
        for n in range(MOST_CONJUNCTIONS * 2)
    }

    plan = compile_conditions(wide, CALENDAR)

    assert not plan.left_out
    for shard in plan.shards:
        assert len(shard.conjunctions) <= MOST_CONJUNCTIONS
        assert len(shard.columns) <= MOST_COLUMNS


def test_two_hundred_and_forty_things_at_once_match_and_one_more_is_left_out():
    matcher = a_matcher(
        most=every(*(is_(f"f{n}", "A") for n in range(MOST_COLUMNS))),
        more=every(*(is_(f"f{n}", "A") for n in range(MOST_COLUMNS + 1))),
    )

    facts: dict[str, Value] = {f"f{n}": "A" for n in range(MOST_COLUMNS + 1)}
    assert set(matcher.left_out) == {"more"}
    assert matcher.holding(ASubject(facts)) == {"most"}
    assert not matcher.holding(ASubject({**facts, "f17": "B"}))


def test_equal_conditions_share_one_conjunction():
    same = {key: ("invoice", any_of(is_("tier", "A"), is_("tier", "B"))) for key in ("one", "other")}

    (shard,) = compile_conditions(same, CALENDAR).shards

    assert shard.keys == (("one", "other"), ("one", "other"))


def test_each_entity_has_its_own_conditions():
    matcher = Matcher({"i": ("invoice", every()), "o": ("order", every())}, CALENDAR)

    assert matcher.holding(ASubject(entity="invoice")) == {"i"}
    assert matcher.holding(ASubject(entity="order")) == {"o"}
    assert not matcher.holding(ASubject(entity="complaint"))


def test_nothing_of_one_subject_is_left_for_the_next():
    matcher = a_matcher(both=every(is_("a", "x"), is_("b", "x")))

    for _ in range(1000):
        assert not matcher.holding(ASubject({"a": "x"}))
        assert not matcher.holding(ASubject({"b": "x"}))
        assert matcher.holding(ASubject({"a": "x", "b": "x"}))


def test_four_threads_share_a_matcher():
    matcher = thresholds(130)
    together = threading.Barrier(4)

    def ask(thread: int) -> None:
        together.wait(timeout=30)
        for x in range(300):
            at = (x * 7 + thread * 31) % 150
            assert matcher.holding(open_at(at)) == {f"r{n}" for n in range(min(at + 1, 130))}

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))


def test_reloading_fifty_times_while_others_ask():
    """Each new rulebook is a new Matcher; the old one is closed while threads may be inside it."""
    current = thresholds(70)
    done = threading.Event()

    def ask() -> int:
        asked = 0
        while not done.is_set():
            assert current.holding(open_at(20)) == {f"r{n}" for n in range(21)}
            asked += 1
        return asked

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(ask) for _ in range(3)]
        try:
            for _ in range(50):
                old, current = current, thresholds(70)
                old.close()
                current.holding(open_at(3))
        finally:
            done.set()
        assert all(each.result() for each in asking)


def test_who_still_asks_a_closed_matcher_gets_an_answer():
    matcher = a_matcher(it=is_("tier", "A"))
    matcher.holding(ASubject())
    matcher.close()
    matcher.close()

    assert matcher.holding(ASubject({"tier": "A"})) == {"it"}


def test_closing_frees_the_rulesets_of_every_thread(monkeypatch: pytest.MonkeyPatch):
    freed: list[int] = []
    monkeypatch.setattr(ruleset, "_freed", freed.append)
    matcher = a_matcher(it=every())
    matcher.holding(ASubject())
    with ThreadPoolExecutor(1) as pool:
        pool.submit(matcher.holding, ASubject()).result()

        matcher.close()
        gc.collect()

        assert len(freed) == 2


class Stumbling:
    """The C engine, failing once in the middle of an evaluation."""

    def __init__(self, failure: type[BaseException]) -> None:
        self._real = ruleset._engine
        self._failure = failure
        self.stumbled = False

    def __getattr__(self, name: str) -> object:
        if name == "retract_fact" and not self.stumbled:
            self.stumbled = True
            raise self._failure
        return getattr(self._real, name)


@pytest.mark.parametrize(
    ("failure", "raised"), [(KeyboardInterrupt, KeyboardInterrupt), (ruleset._Refusal, EngineFault)]
)
def test_after_a_failure_the_engine_starts_anew(
    monkeypatch: pytest.MonkeyPatch, failure: type[BaseException], raised: type[BaseException]
):
    """The fact left behind in the session must not meet the next one; of the engine's errors callers know one."""
    matcher = a_matcher(a=is_("a", "x"), b=is_("b", "x"))
    assert matcher.holding(ASubject({"a": "x"})) == {"a"}

    stumbling = Stumbling(failure)
    monkeypatch.setattr(ruleset, "_engine", stumbling)
    with pytest.raises(raised):
        matcher.holding(ASubject({"a": "x"}))

    assert stumbling.stumbled
    assert matcher.holding(ASubject({"b": "x"})) == {"b"}


@pytest.mark.parametrize(
    "condition",
    [
        Compare(Aggregate("count", "order"), ">", number(3)),
        Compare(Answer("date"), "=", number(3)),
    ],
)
def test_what_is_no_fact_yet_is_left_out(condition: Condition):
    matcher = a_matcher(it=condition, other=every())

    assert "derived fact" in matcher.left_out["it"]
    assert matcher.holding(ASubject()) == {"other"}


def test_hostile_names_match_and_never_reach_c(monkeypatch: pytest.MonkeyPatch):
    conditions = {
        f"key {name}": (
            f"entity {name}",
            every(Compare(FactPath(("it", name)), "=", Constant(name)), one_of("x", name)),
        )
        for name in HOSTILE
    }
    sent: list[str] = []
    real = ruleset._engine

    class Listening:
        def __getattr__(self, name: str) -> object:
            def call(*args: object) -> object:
                sent.extend(arg for arg in args if isinstance(arg, str))
                return getattr(real, name)(*args)

            return call

    monkeypatch.setattr(ruleset, "_engine", Listening())
    matcher = Matcher(conditions, CALENDAR)

    for name in HOSTILE:
        subject = ASubject({name: name, "x": name}, entity=f"entity {name}")
        assert matcher.holding(subject) == {f"key {name}"}

    spoken = set("".join(sent))
    assert spoken <= set('{}[]":,- $&.0123456789abcdefghijklmnopqrstuvwxyz')
    texts = {word for text in sent if text.startswith("{") for word in words(json.loads(text))}
    assert all(
        word in {"all", "m", "$and", "w", "warm", "sid", "id", "s", "f"} or word.strip("p").isdigit()
        for word in texts
    )


def words(node: object) -> set[str]:
    """Every key and every text in a piece of JSON."""
    match node:
        case dict():
            return {word for key, value in node.items() for word in (key, *words(value))}
        case list():
            return {word for each in node for word in words(each)}
        case str():
            return {node}
        case _:
            return set()
