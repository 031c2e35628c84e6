"""The facts that an action gives: to the rule's subject, to its customer, or to a new subject that it opens."""

from __future__ import annotations

from dataclasses import replace

from engine.language.scalars import parse_words
from engine.language.schema import OpenPart, SetPart
from engine.language.scope import KINDS, Scope, refers
from engine.language.sentences import parse_expression, parse_path
from engine.language.surroundings import Surroundings, named_entity
from engine.language.syntax import Answer, Constant, Expression, FactPath
from engine.language.tree import Text
from engine.problems import Problem, ProblemsFound, did_you_mean
from engine.rulebook import OpenSubject, SetFact
from engine.vocabulary import FactDefinition, FactType

_PLAIN = len(("entity", "fact"))
_OF_THE_ENGINE = {"task": "Work for a person is opened with “task: …”."}


def read_set(part: SetPart, scope: Scope, around: Surroundings) -> list[SetFact]:
    """The facts that a rule sets; what is wrong with the others goes to *around*."""
    if not part.set_:
        around.findings.add(
            "missing-key", part.place, "Nothing is set.", "Write e.g. set: {customer.tier: A}."
        )
    found = [_set_one(path, value, scope, around) for path, value in part.set_.items()]
    return [action for action in found if action is not None]


def _set_one(path: Text, value: Text | list[Text], scope: Scope, around: Surroundings) -> SetFact | None:
    target = around.findings.attempt(lambda: parse_path(str(path), scope, path.place))
    if target is None or not _may_be_set(path, target[0], scope, around):
        return None
    read = around.findings.attempt(lambda: _value(path, value, target[1], scope))
    return SetFact(target[0], read) if read is not None else None


def _may_be_set(path: Text, target: FactPath, scope: Scope, around: Surroundings) -> bool:
    """A rule sets plain facts of its subject or of the customer; the rest has one proper way each."""
    if len(target.names) != _PLAIN:
        mend = f"Set a fact of {' or of '.join(scope.roots)}."
        around.findings.add(
            "set-too-far", path.place, f"“{path}” is neither the subject's nor its customer's.", mend
        )
        return False
    return _is_plain(path, target, around)


def _is_plain(path: Text, target: FactPath, around: Surroundings) -> bool:
    if str(target) == around.stage_fact:
        around.findings.add("set-stage", path.place, f"“{path}” is the stage.", "Use “move: <stage>”.")
        return False
    definition = around.vocabulary.fact(*target.names)
    if definition is not None and definition.source is not None:
        what = f"“{path}” is computed from other facts."
        around.findings.add("set-derived", path.place, what, "Set what it is computed from.")
        return False
    return True


def read_open(part: OpenPart, scope: Scope, around: Surroundings) -> list[OpenSubject]:
    """The subject that a rule opens, with what refers to its customer and to the rule's own subject filled in."""
    entity = named_entity(part.open_, around)
    belongs = around.findings.attempt(lambda: _owner(entity, around)) if entity is not None else None
    if belongs is None or entity is None:
        return []
    facts: dict[str, Expression] = {belongs.name: FactPath(("customer",))}
    about = _reference_to(scope.entity, str(entity), around)
    if about is not None and scope.entity != "customer":
        facts[about.name] = FactPath((scope.entity,))
    for path, value in part.facts.items():
        read = around.findings.attempt(lambda p=path, v=value: _first_fact(p, v, entity, scope, around))  # type: ignore[misc]
        if read is not None:
            _refuse_another_owner(path, read, belongs, around)
            facts[read[0]] = read[1]
    return [OpenSubject(str(entity), facts)]


def _owner(entity: Text, around: Surroundings) -> FactDefinition:
    """The fact by which a new subject belongs to its customer."""
    if entity in _OF_THE_ENGINE:
        what = f"“{entity}” is not opened so."
        raise ProblemsFound([Problem("not-a-subject", entity.place, what, _OF_THE_ENGINE[entity])])
    found = _reference_to("customer", str(entity), around)
    if entity == "customer" or found is None:
        many = entity != "customer" and refers(around.vocabulary, str(entity), "customer")
        what = (
            f"Several facts of “{entity}” refer to a customer: nobody knows whose it would be."
            if many
            else f"“{entity}” belongs to no customer, so no rule can open one."
        )
        mend = f"Add a fact “customer” of type “customer” to {entity} in the vocabulary."
        if entity == "customer":
            what, mend = "A rule works for one customer; it opens no other.", "Name what the customer gets."
        raise ProblemsFound([Problem("not-a-subject", entity.place, what, mend)])
    return found


def _reference_to(other: str, entity: str, around: Surroundings) -> FactDefinition | None:
    """The fact that refers to *other*: the one of that name, else the only one."""
    known = around.vocabulary.entities[entity].facts
    found = [fact for fact in known.values() if fact.type.entity == other and fact.source is None]
    named = next((fact for fact in found if fact.name == other), None)
    return named or (found[0] if len(found) == 1 else None)


def _first_fact(
    path: Text, value: Text | list[Text], entity: Text, scope: Scope, around: Surroundings
) -> tuple[str, Expression] | None:
    target, type_ = parse_path(str(path), Scope(scope.vocabulary, str(entity), scope.settings), path.place)
    if len(target.names) != _PLAIN or target.names[0] != entity:
        what, mend = f"“{path}” is no fact of the new {entity}.", f"Begin with “{entity}.”."
        raise ProblemsFound([Problem("set-too-far", path.place, what, mend)])
    if not _is_plain(path, target, around):
        return None
    return target.names[1], _value(path, value, type_, scope)


def _refuse_another_owner(
    path: Text, read: tuple[str, Expression], belongs: FactDefinition, around: Surroundings
) -> None:
    if read[0] == belongs.name and read[1] != FactPath(("customer",)):
        what = f"“{path}” is always the customer for whom the rule works."
        around.findings.add("set-too-far", path.place, what, "Leave it out: it is filled in.")


def _value(path: Text, value: Text | list[Text], type_: FactType, scope: Scope) -> Expression:
    """What a fact of that type is given. It is read once, when it happens: today and now may stand in it."""
    if not isinstance(value, Text):
        return Constant(parse_words(value, type_, path.place))
    written = f'"{value}"' if type_.kind == "text" and value.is_quoted and '"' not in value else value
    once = replace(scope, is_read_once=True)
    read, found = parse_expression(str(written), once, value.place, (type_.kind,), target=type_)
    if isinstance(read, Answer) and scope.form:
        _check_field(read, found, type_, value)
    return read


def _check_field(answer: Answer, found: FactType, wanted: FactType, value: Text) -> None:
    """Whatever a declared form lets people answer must be a value of the fact that it is given to."""
    same = found.kind == wanted.kind or (found.kind, wanted.kind) == ("choice", "text")
    if not same or (found.kind == "reference" and found.entity != wanted.entity):
        what = f"answer.{answer.name} is {_told(found)}, the fact is {_told(wanted)}."
        raise ProblemsFound([Problem("type-clash", value.place, what, "Let “form” ask for that kind.")])
    strange = [choice for choice in found.choices if wanted.choices and choice not in wanted.choices]
    if strange:
        what = f"The form lets people choose {', '.join(strange)}: no choice of the fact."
        raise ProblemsFound(
            [Problem("unknown-choice", value.place, what, did_you_mean(strange[0], wanted.choices))]
        )


def _told(type_: FactType) -> str:
    return f"a {type_.entity}" if type_.kind == "reference" and type_.entity else KINDS[type_.kind]
