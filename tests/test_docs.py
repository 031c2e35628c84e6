"""What README and docs/ say is so: their rules load and play, their commands exist, their links lead somewhere.

A rule file in a page is loaded with what stands directly before it: parts of a vocabulary, a policy.
"""

import io
import re
import shlex
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from ruamel.yaml import YAML
from typer.core import TyperGroup, TyperOption

from cli import app
from engine.checks import examine
from engine.examples import run_examples
from engine.language.book import load_rulebook
from engine.language.meaning import meaning
from engine.language.translation import translated
from engine.rulebook import Rulebook

ROOT = Path(__file__).parent.parent
RULES = ROOT / "rules"
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks() -> Iterator[Block]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for found in FENCE.finditer(text):
            yield Block(page, text.count("\n", 0, found.start()) + 1, found[1], found[2])


def blocks_that_begin(*beginnings: str) -> list[Block]:
    """YAML blocks by their first key; comments before it do not count."""
    return [
        block
        for block in blocks()
        if block.language == "yaml"
        and re.sub(r"^#.*\n", "", block.text, flags=re.MULTILINE).startswith(beginnings)
    ]


def shipped(**files: str) -> Mapping[str, bytes]:
    """The company's vocabulary, policy and messages, with *files* beside or instead of them."""
    known = [RULES / "vocabulary.yaml", RULES / "policy.yaml", *sorted((RULES / "messages").glob("*.txt"))]
    base = {path.relative_to(RULES).as_posix(): path.read_bytes() for path in known}
    return base | {f"{name}.yaml": text.encode() for name, text in files.items()}


def merged(base: MutableMapping[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping) and key in base:
            merged(base[key], value)
        else:
            base[key] = value


def with_words(fragment: str) -> str:
    """The shipped vocabulary, with a fragment of another written into it."""
    yaml = YAML()
    yaml.width = 10_000  # lines stay as they were written
    vocabulary = yaml.load((RULES / "vocabulary.yaml").read_text(encoding="utf-8"))
    merged(vocabulary, yaml.load(fragment))
    written = io.StringIO()
    yaml.dump(vocabulary, written)
    return written.getvalue()


RULE_FILE, WORDS, POLICY = ("format:", "格式:"), "entities:", "policy:"


def files_of(block: Block) -> Mapping[str, bytes]:
    """A rule file of a page, with the parts of a vocabulary and the policy that stand directly before it."""
    yamls = [each for each in blocks() if each.language == "yaml" and each.page == block.page]
    files = {"shown": block.text}
    for before in reversed(yamls[: yamls.index(block)]):
        if before.text.startswith(WORDS):
            files.setdefault("vocabulary", with_words(before.text))
        elif before.text.startswith(POLICY):
            files.setdefault("policy", before.text)
        else:
            break
    return shipped(**files)


def failures(book: Rulebook) -> list[str]:
    return [str(outcome) for outcome in run_examples(book) if not outcome.passed]


def test_every_yaml_block_is_of_a_kind_that_is_tested_here():
    tested = blocks_that_begin(*RULE_FILE, "when:", "当:", WORDS, POLICY)

    assert {str(block) for block in blocks() if block.language == "yaml"} == {str(block) for block in tested}


@pytest.mark.parametrize("block", blocks_that_begin(*RULE_FILE), ids=str)
def test_a_rule_file_in_a_page_loads_and_its_examples_come_out(block: Block):
    book = load_rulebook(files_of(block))

    assert book.rules or book.lifecycle
    assert failures(book) == []


@pytest.mark.parametrize("block", blocks_that_begin(*RULE_FILE), ids=str)
def test_a_rule_file_in_a_page_could_be_published(block: Block):
    """It may look wrong as it stands alone: what other rules would use is unused, stages are out of reach."""
    found = examine(load_rulebook(files_of(block)))

    assert [str(each) for each in found if each.severity == "error"] == []


@pytest.mark.parametrize("block", blocks_that_begin("格式:"), ids=str)
def test_a_chinese_rule_file_in_a_page_means_the_same_in_english(block: Block):
    files = files_of(block)

    english = {**files, **translated(files, "en")}

    assert b"format: 1" in english["shown.yaml"]
    assert meaning(load_rulebook(english)) == meaning(load_rulebook(files))


@pytest.mark.parametrize("block", blocks_that_begin("when:", "当:"), ids=str)
def test_sentences_in_a_page_are_sentences_of_a_rule_about_an_invoice(block: Block):
    lines = "".join(f"    {line}\n" for line in block.text.splitlines())
    rule = f"""\
format: 1
settings: {{ignore_below: 200 CNY, late_by: 3 days, drop: 30%}}
rules:
  - id: shown
    who: invoice
{lines}
    do:
      - set: {{invoice.disputed: yes}}
"""

    assert load_rulebook(shipped(shown=rule)).rule("shown") is not None


@pytest.mark.parametrize("block", blocks_that_begin("entities:"), ids=str)
def test_words_in_a_page_fit_into_the_shipped_vocabulary(block: Block):
    assert load_rulebook(shipped(vocabulary=with_words(block.text))).vocabulary.entities


@pytest.mark.parametrize("block", blocks_that_begin("policy:"), ids=str)
def test_a_policy_in_a_page_is_one(block: Block):
    yamls = [each for each in blocks() if each.language == "yaml" and each.page == block.page]
    following = yamls[yamls.index(block) + 1]
    files = files_of(following) if "order:" in block.text else shipped(policy=block.text)

    assert files["policy.yaml"] == block.text.encode()
    assert load_rulebook(files).policy.hours


def test_the_rules_of_the_first_screen_are_there():
    assert [block for block in blocks_that_begin("format:") if block.page.name == "README.md"]


def commands_named() -> Iterator[tuple[str, str]]:
    """Where a command line stands in code, and what follows `guanxi`."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        fenced = [
            line for found in FENCE.finditer(text) if found[1] == "console" for line in found[2].splitlines()
        ]
        outside = FENCE.sub(lambda found: "\n" * found[0].count("\n"), text)
        for code in [*fenced, *(found[1] for found in SPAN.finditer(outside))]:
            if named := re.match(r"(?:\$ )?guanxi +(.+)", code):
                yield page.name, named[1].partition(" #")[0]


@pytest.mark.parametrize(("page", "line"), sorted(set(commands_named())))
def test_a_command_in_a_page_exists_with_its_options(page: str, line: str):
    command: Any = typer.main.get_command(app)  # typer brings a click of its own
    words = shlex.split(line)
    while words:
        word = words.pop(0)
        if word.startswith("-"):
            name = word.partition("=")[0]
            option = next((each for each in command.params if name in each.opts), None)
            assert option is not None or name == "--help", f"`guanxi {line}`: no option {name}"
            if isinstance(option, TyperOption) and not option.is_flag:
                words = words[1:]
        elif isinstance(command, TyperGroup):
            inner = command.commands.get(word)
            assert inner is not None, f"`guanxi {line}`: no command {word}"
            command = inner


def anchors(page: Path) -> set[str]:
    """The names under which a page's headings are linked."""
    headings = HEADING.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page: Path):
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    links = [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]

    for link in links:
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_speaks_of_folders_outside_the_repository(page: Path):
    text = page.read_text(encoding="utf-8")

    assert not re.search(r"/work/|\.\./shared|design\.md|domain\.md", text)
