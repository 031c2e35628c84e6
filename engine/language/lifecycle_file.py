"""The stages of a relationship, declared in one of the files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.language.actions import check_stage
from engine.language.schema import LifecyclePart
from engine.language.sentences import parse_path
from engine.language.surroundings import Surroundings
from engine.problems import Problem, ProblemsFound
from engine.rulebook import Lifecycle, Rule


def with_stages(part: LifecyclePart, around: Surroundings) -> Surroundings:
    """The same surroundings, knowing which fact holds the stage and which stages there are."""
    path = around.findings.attempt(lambda: _stage_fact(part, around))
    if path is None:
        return replace(around, has_lifecycle=True)
    definition = around.vocabulary.fact("customer", path)
    stages = definition.type.choices if definition else ()
    return replace(around, stage_fact=f"customer.{path}", stages=stages, has_lifecycle=True)


def read_lifecycle(part: LifecyclePart, moves: Iterable[Rule], around: Surroundings) -> Lifecycle | None:
    """The lifecycle with its moves in file order; None when its fact is none."""
    if around.stage_fact is None:
        return None
    for stage in (part.start, *part.end):
        check_stage(stage, around)
    return Lifecycle(
        fact=around.stage_fact,
        start=str(part.start),
        stages=around.stages,
        moves=tuple(moves),
        end=tuple(str(stage) for stage in part.end),
        place=part.place_of("end"),
    )


def _stage_fact(part: LifecyclePart, around: Surroundings) -> str:
    path, type_ = parse_path(str(part.of), around.scope("customer"), part.of.place)
    definition = (
        around.vocabulary.fact(*path.names) if len(path.names) == len(("customer", "stage")) else None
    )
    if type_.kind != "choice" or definition is None or definition.source is not None:
        mend = "Name a fact of the customer of type choice, whose choices are the stages."
        raise ProblemsFound([Problem("wrong-lifecycle", part.of.place, f"“{part.of}” holds no stage.", mend)])
    return path.names[1]
