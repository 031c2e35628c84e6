"""Files that mean harm, or that an editor spoilt: refused at once, said plainly, never a crash."""

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.source import read_yaml
from engine.problems import ProblemsFound
from tests.language.books import DUNNING, FILES, problems_of

BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n + 1}: &a{n + 1} [{','.join([f'*a{n}'] * 10)}]\n" for n in range(9)
)
HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "an alias bomb": (
        BOMB,
        (
            "z.yaml:5:14: The file has more than 30,000 values, what “*” repeats counted each time. "
            "Repeat less, or split the file."
        ),
    ),
    "a recursive anchor": (
        "a: &a [*a]",
        (
            "z.yaml:1:8: “*a” repeats something that is not complete above it. "
            "Mark what is to be repeated with “&a” further up."
        ),
    ),
    "a python object": (
        "a: !!python/object/apply:os.system [x]",
        (
            "z.yaml:1:4: The type mark “tag:yaml.org,2002:python/object/apply:os.system” is not allowed. "
            "Delete the word with “!”."
        ),
    ),
    "two documents": (
        "format: 1\n---\nb: 2",
        "z.yaml:2:1: A second document begins here. Delete the line “---”, or use two files.",
    ),
    "a key that stands twice": (
        "format: 1\nformat: 1",
        "z.yaml:2:1: “format” stands twice here, first in line 1. Delete one of the two.",
    ),
    "a tab": ("a:\n\tb: 1", "z.yaml:2:1: A tab stands where only spaces may. Indent with spaces."),
    "a full-width colon": (
        "format：1\nb: 2",
        "z.yaml:1:7: “：” is a full-width colon. Write “:” and a space after it.",
    ),
    "5,000 brackets": (
        "a: " + "[" * 5000,
        "z.yaml:1:43: The file is nested more than 40 levels deep. Write it flatter.",
    ),
    "5,000 braces": (
        "a: " + "{a: " * 5000,
        "z.yaml:1:160: The file is nested more than 40 levels deep. Write it flatter.",
    ),
    "5,000 dashes": (
        "- " * 5000,
        "z.yaml:1:81: The file is nested more than 40 levels deep. Write it flatter.",
    ),
    "text direction": ("a: \u202eb", "z.yaml:1:4: A hidden character (U+202E) stands here. Delete it."),
    "a zero byte": ("a: \x00", "z.yaml:1:4: A hidden character (U+0000) stands here. Delete it."),
    "not a number": ("a: .NaN", "z.yaml:1:4: “.NaN” is no number. Write a number, or put a text in quotes."),
    "another encoding": ("a: 客户".encode("gbk"), "z.yaml:1:4: The file is not UTF-8. Save it as UTF-8."),
    "too many bytes": ("#" * 1_000_001, "z.yaml: The file has 1,000,001 bytes; 1 MB is the limit. Split it."),
    "an open quotation mark": (
        'format: 1\na: "x\nb: 2\n',
        (
            "z.yaml:2:4: The quotation mark that stands here is not closed in its line. "
            "Write a second one where the text ends."
        ),
    ),
    "braces without quotes": (
        "a: {{ customer.name }}",
        (
            "z.yaml:1:5: A text that begins with “{” or “[” stands here without quotes. "
            'Put the whole text in double quotes: "…".'
        ),
    ),
    "a merge": (
        "a: &x {b: 1}\nc:\n  <<: *x",
        "z.yaml:3:3: “<<” (merging mappings) is not read. Write the keys out.",
    ),
    "no mapping": ("- a", "z.yaml:1:1: A file is a mapping of keys to values. Begin with “format: 1”."),
    "nothing": ("", "z.yaml:1:1: The file is empty. Begin with “format: 1”."),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_one_plain_problem(case: str) -> None:
    content, said = HOSTILE[case]
    begun = time.process_time()

    problems = problems_of({**FILES, "z.yaml": content})

    assert problems == [said]
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "content",
    [
        "k: [" + "a, " * 40_000,
        "\n".join(f"k{n}: 1" for n in range(40_000)),
        '"' + "\\" * 90_000,
        "? " * 3000,
        "&a " * 3000,
    ],
    ids=["a long list", "many keys", "backslashes", "question marks", "anchors"],
)
def test_a_heavy_file_is_refused_in_time(content: str) -> None:
    begun = time.process_time()

    assert problems_of({**FILES, "z.yaml": content})
    assert time.process_time() - begun < 5


@given(st.binary(max_size=200))
def test_no_bytes_bring_the_reader_down(content: bytes) -> None:
    with contextlib.suppress(ProblemsFound):
        read_yaml("any.yaml", content)


@given(
    st.integers(0, len(DUNNING) - 1),
    st.sampled_from(["", ":", "\t", "{", "]", "“", "：", "&a ", "*a", "- ", "\n", "'"]),
)
def test_a_slip_of_the_keyboard_is_a_problem_or_harmless(at: int, slip: str) -> None:
    spoilt = DUNNING[:at] + slip + DUNNING[at + 1 :]

    for line in problems_of({**FILES, "dunning.yaml": spoilt}):
        assert line.partition(":")[0] in {"dunning.yaml", "life.yaml"} or line.startswith("messages/")
        assert "Traceback" not in line
