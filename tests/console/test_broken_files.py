"""A folder of believable mistakes: each is said once, at its own word, in words that a business user understands.

``tests/broken.txt`` is what ``guanxi check tests/broken`` prints, to be read and judged; ``tests/doubtful.txt`` is the
same of files that are in order each, and doubtful together. After a message was improved:
``guanxi check tests/broken 2> tests/broken.txt``.
"""

import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.console.conftest import Guanxi

BROKEN, DOUBTFUL = ROOT / "tests" / "broken", ROOT / "tests" / "doubtful"
SHARED = ("vocabulary.yaml", "policy.yaml", "lifecycle.yaml")


def mistakes(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*.yaml") if file.name not in SHARED)


def said_about(folder: Path) -> dict[str, list[str]]:
    """The messages of each file, as they are expected."""
    text = folder.with_suffix(".txt").read_text(encoding="utf-8")
    blocks = re.split(r"\n\n(?=\S)", text.strip())[:-1]
    files: dict[str, list[str]] = {}
    for block in blocks:
        files.setdefault(block.partition(":")[0], []).append(block.strip("\n"))
    return files


def test_there_are_many_in_both_languages():
    names = mistakes(BROKEN)

    assert len(names) >= 40
    assert sum(not name.isascii() for name in names) >= 10


@pytest.mark.parametrize("name", mistakes(BROKEN))
def test_one_mistake_is_one_message(name: str, guanxi: Guanxi, tmp_path: Path):
    folder = tmp_path / "one"
    folder.mkdir()
    for file in (*SHARED, name):
        shutil.copy(BROKEN / file, folder)

    result = guanxi("check", str(folder))

    (expected,) = said_about(BROKEN)[name]
    said, _, count = result.stderr.strip("\n").rpartition("\n\n")
    assert said == expected
    assert count in {f"1 problem in {folder}", f"{folder}：1个问题"}
    assert result.exit_code == 1


def test_every_message_tells_what_to_write():
    """What is wrong, the line, the caret, the remedy: nothing less."""
    for (message,) in said_about(BROKEN).values():
        what, line, caret, *mend = message.split("\n")
        assert re.match(r"[^:]+:\d+:\d+: [“”\"A-Z$\u4e00-\u9fff].*[.…?。]$", what), what
        assert line.strip()
        assert caret.strip() == "^"
        assert len(mend) == 1, message


@pytest.mark.parametrize("folder", [BROKEN, DOUBTFUL], ids=["broken", "doubtful"])
def test_all_are_said_at_once(folder: Path, guanxi: Guanxi):
    result = guanxi("check", str(folder))

    problems, _, count = result.stderr.strip("\n").rpartition("\n\n")
    expected = folder.with_suffix(".txt").read_text(encoding="utf-8").strip("\n").rpartition("\n\n")
    assert problems == expected[0]
    assert count.partition(" in ")[0] == expected[2].partition(" in ")[0]
    assert "Traceback" not in result.stderr


def test_what_is_no_file_is_passed_over_or_told(guanxi: Guanxi, tmp_path: Path):
    """A folder called like a rule file, a link to itself, a link that leads nowhere."""
    folder = tmp_path / "odd"
    folder.mkdir()
    for file in SHARED:
        shutil.copy(BROKEN / file, folder)
    (folder / "folder.yaml").mkdir()
    (folder / "around").symlink_to(folder, target_is_directory=True)
    assert guanxi("check", str(folder)).exit_code == 0

    (folder / "nowhere.yaml").symlink_to(tmp_path / "nowhere")
    (folder / "itself.yaml").symlink_to(folder / "itself.yaml")
    result = guanxi("check", str(folder))

    assert result.exit_code == 1
    assert "itself.yaml: This link leads to no file." in result.stderr
    assert "nowhere.yaml: This link leads to no file." in result.stderr


def test_an_empty_folder_is_told(guanxi: Guanxi, tmp_path: Path):
    (tmp_path / "empty").mkdir()

    result = guanxi("check", str(tmp_path / "empty"))

    assert result.exit_code == 1
    assert "There are no rule files in" in result.stderr
    assert "Begin with vocabulary.yaml." in result.stderr.replace("\n", " ")


def test_of_a_very_long_line_only_what_stands_around_the_place_is_shown(guanxi: Guanxi, tmp_path: Path):
    folder = tmp_path / "long"
    folder.mkdir()
    for file in SHARED:
        shutil.copy(BROKEN / file, folder)
    (folder / "long.yaml").write_text(f"format: 1\nrules: []\nexamples: {{{'x' * 50_000}: 1}}\n")

    assert len(guanxi("check", str(folder)).stderr) < 3000
