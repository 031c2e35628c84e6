"""Rule files as a command names them, and how they are written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from console.home import NoRuleFiles


def rule_paths(paths: Sequence[Path], folder: Path) -> tuple[Path, frozenset[str] | None]:
    """The folder of the rule files, and those of its files that were named; None for all.

    Raises:
        NoRuleFiles: a path is neither a folder nor a rule file, or they are of two folders.
    """
    if not paths:
        return folder, None
    if len(paths) == 1 and paths[0].is_dir():
        return paths[0], None
    folders = {_folder_of(path) for path in paths}
    if len(folders) > 1:
        raise NoRuleFiles("These files are of several rulebooks. Name the files of one.")
    (folder,) = folders
    return folder, frozenset(path.resolve().relative_to(folder.resolve()).as_posix() for path in paths)


def _folder_of(path: Path) -> Path:
    """The folder whose vocabulary.yaml the words of a file are from."""
    if not path.is_file():
        raise NoRuleFiles(f"There is no file {path}. Name a rule file, or the folder of all.")
    for folder in path.parents:
        if (folder / "vocabulary.yaml").is_file():
            return folder
    raise NoRuleFiles(f"Beside or above {path} there is no vocabulary.yaml that knows its facts.")


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Every file whole or not at all: first all beside their places, then each into its place."""
    written: list[tuple[Path, Path]] = []
    try:
        for path, content in files.items():
            with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
                written.append((Path(file.name), path.resolve()))
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            shutil.copymode(path, file.name)
        while written:
            draft, path = written[0]
            draft.replace(path)
            written.pop(0)
    finally:
        for draft, _ in written:
            draft.unlink(missing_ok=True)
