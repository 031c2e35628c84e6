"""Alternatives multiply; more than 32 are refused while they are multiplied out, not after."""

from itertools import product

import pytest

from engine.language.syntax import Condition, Leaf, Not, Sentence
from engine.matching.normal_form import MOST_BRANCHES, Branches, normal_form
from engine.problems import Place, ProblemsFound
from tests.matching.builders import ASubject, a_matcher, any_of, empty, every, is_


def branches(condition: Condition) -> Branches[tuple[str, bool]]:
    def test_of(leaf: Leaf, wanted: bool) -> tuple[str, bool]:
        return str(leaf), wanted

    return normal_form(condition, test_of)


def pairs(count: int) -> Condition:
    """2 to the power of *count* alternatives."""
    return every(*(any_of(empty(f"a{n}"), empty(f"b{n}")) for n in range(count)))


def test_all_of_two_alternatives_gives_their_combinations():
    found = branches(every(empty("x"), any_of(empty("y"), empty("z"))))

    assert found == tuple(
        frozenset({(str(empty("x")), True), (str(empty(other)), True)}) for other in ("y", "z")
    )


def test_equal_alternatives_count_once():
    assert len(branches(any_of(empty("x"), every(empty("x"), empty("x"))))) == 1


def test_thirty_two_alternatives_are_accepted():
    assert len(branches(pairs(5))) == MOST_BRANCHES


@pytest.mark.parametrize("count", [6, 500])
def test_more_are_refused_at_once(count: int):
    """2 to the power of 500 is never multiplied out."""
    place = Place("1-dunning.yaml", 12, 5)

    with pytest.raises(ProblemsFound, match="Split the rule") as refused:
        branches(every(Sentence("…", empty("x"), place), pairs(count)))

    (problem,) = refused.value.problems
    assert (problem.code, problem.place) == ("too-many-branches", place)


def test_negated_alternatives_multiply_too():
    ands = any_of(*(every(empty(f"a{n}"), empty(f"b{n}")) for n in range(6)))

    assert len(branches(ands)) == 6
    with pytest.raises(ProblemsFound):
        branches(Not(ands))


def test_a_condition_that_is_too_wide_is_left_out_and_said_so():
    matcher = a_matcher(wide=pairs(6), narrow=is_("tier", "A"))

    assert set(matcher.left_out) == {"wide"}
    assert "Split the rule" in matcher.left_out["wide"]
    assert matcher.holding(ASubject({"tier": "A"})) == {"narrow"}


def test_thirty_two_alternatives_match_like_one_condition():
    matcher = a_matcher(it=pairs(5))

    for missing in product(["a", "b", None], repeat=3):
        facts = {f"{side}{n}": "x" for n in range(3) for side in "ab" if side != missing[n]}
        assert bool(matcher.holding(ASubject(facts))) is (None not in missing)
