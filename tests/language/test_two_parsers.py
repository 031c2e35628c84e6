"""What the fast YAML parser accepts, it reads as the one in Python does: values, quotes and places."""

from io import StringIO
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from engine.language import source
from engine.language.source import read_yaml
from engine.language.tree import Items, Pairs, Text, Tree
from engine.problems import ProblemsFound

RULES = Path(__file__).parents[2] / "rules"

FLOW = ["[a, b]", "{a: b}", "{a:b}", "[2026-02-07 16:00 x, y]"]
WORDS = st.sampled_from(
    ["a", "b: c", "客户.等级", "22:30", "2026-02-07 16:00 week_1", "30%", "'x: y'", '"q # r"']
)
ODD = st.sampled_from(["# note", "&k v", "*k", "- ", "?", "|", ">", "~", "''", "\\/", "a: b", "k:", *FLOW])
LINES = st.tuples(st.integers(0, 3), st.sampled_from(["", "- ", "k: ", "客户: ", "- k: "]), WORDS | ODD)


def test_the_shipped_files_read_alike():
    """Every text stands where it stood; some files are only for the slow one."""
    read = [path.read_text("utf-8") for path in sorted(RULES.glob("*.yaml"))]
    fast = {text: _by(text, fast=True) for text in read if _is_for_both(text)}

    assert len(fast) >= 3
    assert fast == {text: _by(text, fast=False) for text in fast}


@given(st.lists(LINES, min_size=1, max_size=8))
def test_whatever_both_accept_reads_alike(lines: list[tuple[int, str, str]]):
    """Files of any shape, most of them broken."""
    text = "\n".join("  " * indent + mark + word for indent, mark, word in lines) + "\n"
    try:
        fast = _by(text, fast=True)
    except YAMLError:
        return  # then the other one is asked

    assert fast == _by(text, fast=False)


def test_what_only_the_fast_one_refuses_is_read_all_the_same():
    """A moment in a list needs no quotation marks."""
    tree = read_yaml("a.yaml", b"expect: [2026-02-07 16:00 week_1, 2026-02-14 week_2]\n")

    assert tree == {"expect": ["2026-02-07 16:00 week_1", "2026-02-14 week_2"]}


def _is_for_both(text: str) -> bool:
    try:
        _by(text, fast=True)
    except YAMLError:
        return False
    return True


def _by(text: str, *, fast: bool) -> object:
    events = YAML(typ="safe").parse(text) if fast else YAML(typ="safe", pure=True).parse(StringIO(text))
    try:
        return _told(source._Builder("a.yaml").build(events))
    except ProblemsFound as found:
        return [str(problem) for problem in found.problems]


def _told(tree: Tree | None) -> object:
    match tree:
        case Pairs():
            return [tree.place, [(_told(key), _told(value)) for key, value in tree.items()]]
        case Items():
            return [tree.place, [_told(item) for item in tree]]
        case Text() if tree.is_missing:
            return "nothing"  # which stands nowhere
        case Text():
            return tree.place, str(tree), tree.is_quoted
        case None:
            return None
