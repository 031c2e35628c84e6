"""A wrong key hides nothing: the rest of the file is checked all the same, and nothing is said that is not so."""

import pytest

from tests.language.books import edited, problems_of

D, L, V = "dunning.yaml", "life.yaml", "vocabulary.yaml"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("owner: finance", "ownr: finance", "dunning.yaml:8:5: The key “ownr” is not known here."),
        ("owner: finance", "owner: [finance]", "dunning.yaml:8:12: Here stands a list"),
        ("status: live", "status: lives", "dunning.yaml:9:13: “lives” is not known here."),
        ("- task: payment_call", "- tsk: payment_call", "dunning.yaml:31:13: “tsk” is no action."),
        ("    when:\n", "    if:\n", "The key “if” is not known here. Write “when”."),
    ],
)
def test_a_sentence_that_is_wrong_is_found_beside_a_key_that_is_wrong(right: str, wrong: str, said: str):
    files = edited(D, right, wrong)
    files[D] = files[D].replace("invoice.disputed is no\n", "invoice.disputd is no\n", 1)

    found = problems_of(files)

    assert len(found) == 2
    assert any(said in problem for problem in found)
    assert any("“invoice.disputd”: no such fact." in problem for problem in found)


def test_a_wrong_key_is_said_once_not_as_missing_too():
    """Who writes “then” for “do” has forgotten nothing."""
    found = problems_of(edited(D, "        do:\n", "        then:\n"))

    (problem,) = found
    assert "The key “then” is not known here. Write “do”." in problem


def test_a_wrong_setting_is_not_said_to_be_unknown_in_every_sentence():
    (problem,) = problems_of(edited(D, "ignore_below: 200 CNY", "ignore_below: {low: 200 CNY}"))

    assert "Here stands a mapping, where a text is expected." in problem


def test_an_unknown_key_in_the_vocabulary_hides_no_sentence():
    files = edited(V, "share:           {type: percent}", "share:           {type: percent, lable: {en: a}}")
    files[D] = files[D].replace("invoice.disputed is no\n", "invoice.disputd is no\n", 1)

    found = problems_of(files)

    assert len(found) == 2
    assert any("The key “lable” is not known here. Did you mean “label”?" in problem for problem in found)
    assert any("“invoice.disputd”: no such fact." in problem for problem in found)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("    who: invoice\n", "    who invoice\n", "After “who” a colon is missing. Write “who: invoice”."),
        ("    who: invoice\n", "     who: invoice\n", "This line begins with 5 spaces"),
        ("    who: invoice\n", "   who: invoice\n", "This line begins with 3 spaces"),
    ],
)
def test_a_line_out_of_line_is_told_with_what_is_wrong(right: str, wrong: str, said: str):
    (problem,) = problems_of(edited(D, right, wrong))

    assert said in problem


def test_nobody_is_written_by_name():
    (problem,) = problems_of(edited(D, "to: customer.manager", "to: 李娜"))

    assert "“李娜” is no fact, team or role." in problem
    assert "customer.manager" in problem
