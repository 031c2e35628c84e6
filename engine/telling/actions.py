"""What a step does, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from engine.language.syntax import Constant, Expression
from engine.language.words import value_in
from engine.rulebook import Action, Again, MoveTo, OpenSubject, OpenTask, Send, SetFact, SkipTo
from engine.spoken import spoken
from engine.telling.lines import Told
from engine.telling.phrases import listed
from engine.telling.values import Teller, plain
from engine.vocabulary import FactType


def tell_actions(actions: Iterable[Action], depth: int, teller: Teller) -> Iterator[Told]:
    """A line for each action, and below a task what follows from its answers."""
    for action in actions:
        yield Told(depth, _action(action, teller))
        if isinstance(action, OpenTask):
            yield from _what_follows(action, depth + 1, teller)


def _action(action: Action, teller: Teller) -> str:  # noqa: PLR0911 - one for each action
    match action:
        case Send():
            return teller.say("send", channel=teller.say(action.channel), to=teller.recipient(action.to))
        case OpenTask():
            due = spoken(action.due, teller.language)
            return teller.say("task", to=teller.recipient(action.to), task=plain(action.kind), due=due)
        case SetFact():
            return _set(action, teller)
        case OpenSubject(entity, facts):
            told = listed(teller.language, _first_facts(entity, facts, teller))
            return teller.say("open_with" if told else "open", entity=teller.entity(entity), facts=told)
        case MoveTo(stage):
            return teller.say("move_to", stage=stage)
        case Again(after, at_most):
            return teller.say("again", after=spoken(after, teller.language), most=at_most)
        case SkipTo(step):
            return teller.say("skip_to", step=step)
        case _:
            assert_never(action)


def _set(action: SetFact, teller: Teller) -> str:
    label, type_ = teller.label(action.target.names)
    if isinstance(action.value, Constant) and isinstance(action.value.value, bool):
        subject = teller.path(action.target.names[:-1])
        return teller.say("mark" if action.value.value else "unmark", subject=subject, fact=label)
    value = teller.value(action.value, type_)
    return teller.say("set", fact=teller.path(action.target.names), value=value)


def _first_facts(entity: str, facts: Mapping[str, Expression], teller: Teller) -> Iterator[str]:
    """What is given to a new subject; whom it belongs to is understood."""
    for name, value in facts.items():
        label, type_ = teller.label([entity, name])
        if type_.kind != "reference":
            yield teller.say("first_fact", fact=label, value=teller.value(value, type_))


def _what_follows(task: OpenTask, depth: int, teller: Teller) -> Iterator[Told]:
    if task.form:
        fields = [teller.say("field", name=name, kind=_kind(of, teller)) for name, of in task.form.items()]
        yield Told(depth, teller.say("form", fields=listed(teller.language, fields)))
    for answer, actions in task.outcomes.items():
        yield from _following("outcome", actions, depth, teller, answer)
    if task.late:
        yield from _following("late", task.late, depth, teller)
    if task.keep:
        yield Told(depth, teller.say("keep"))


def _following(
    phrase: str, actions: tuple[Action, ...], depth: int, teller: Teller, answer: str = ""
) -> Iterator[Told]:
    told = [*tell_actions(actions, depth + 1, teller)]
    if len(told) > 1:
        yield Told(depth, teller.say(f"{phrase}s", answer=plain(answer)))
        yield from told
        return
    then = told[0].text if told else teller.say("nothing")
    yield Told(depth, teller.say(phrase, answer=plain(answer), then=then))


def _kind(type_: FactType, teller: Teller) -> str:
    if type_.choices:
        choices = [teller.say("quoted", word=plain(choice)) for choice in type_.choices]
        return listed(teller.language, choices, last="or")
    if type_.entity:
        return teller.entity(type_.entity)
    return plain(value_in(teller.language, type_.kind))
