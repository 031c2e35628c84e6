"""A problem as people read it: where, what, one case, how to mend it."""

from engine.problems import Place, Problem, errors_in, warnings_in


def test_a_problem_says_where_what_one_case_and_how_to_mend_it():
    problem = Problem(
        "never-true", Place("a.yaml", 3, 7), "This never holds.", "Write > 3.", "a customer of tier A"
    )

    assert str(problem) == "a.yaml:3:7: This never holds. E.g. a customer of tier A. Write > 3."


def test_what_is_not_known_is_left_out():
    assert str(Problem("lost", Place(), "It is lost.")) == "It is lost."


def test_warnings_are_told_from_errors():
    error = Problem("a", Place(), "A.")
    warning = Problem("b", Place(), "B.", severity="warning")

    assert errors_in([warning, error]) == [error]
    assert warnings_in([warning, error]) == [warning]
