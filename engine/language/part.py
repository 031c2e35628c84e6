"""A mapping of a file: which keys it has, in English whatever language they are written in, and where each stands."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationInfo,
    model_validator,
)

from engine.language.entries import wrong
from engine.language.spelling import spelled_key
from engine.language.tree import Pairs
from engine.language.words import key_in, known_key, language_of
from engine.problems import Place


def key_of(field_name: str) -> str:
    """The key in the file of a field: ``at_most`` → ``at most``, ``from_`` → ``from``."""
    return field_name.rstrip("_").replace("_", " ")


class Part(BaseModel):
    """A mapping in a file. It knows where it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=key_of, populate_by_name=False)

    title: ClassVar[str] = ""
    _place: Place = PrivateAttr(default_factory=Place)
    _tree: Pairs = PrivateAttr(default_factory=Pairs)

    @model_validator(mode="wrap")
    @classmethod
    def _remember_place(
        cls, tree: object, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        if info.context is not None:
            info.context[id(tree)] = cls  # whoever explains an error here knows which keys were possible
        if isinstance(tree, Pairs):
            cls._to_english(tree)
        part = handler(tree)
        if isinstance(tree, Pairs):
            part._place, part._tree = tree.place, tree  # noqa: SLF001 - of its own class
        return part

    @classmethod
    def _to_english(cls, tree: Pairs) -> None:
        """Every key of the mapping in English from now on, each where it stands; what is no key stays as it is."""
        plain, known = Pairs(), cls.keys()
        for written, value in tree.items():
            key = cls.key(written)
            if key in plain:
                what = f"“{written}” says what “{key}” says in line {plain.place_of(key).line} already."
                raise wrong("duplicate-key", what, "Delete one of the two.")
            plain[written.meaning(key)] = value
            if key in known:
                spelled_key(written.place, written.written, key, cls.title)
        tree.clear()
        tree.update(plain)

    @property
    def place(self) -> Place:
        """Where the mapping begins."""
        return self._place

    def place_of(self, key: str) -> Place:
        """Where a key stands, or the mapping itself when the key is left out."""
        return self._tree.place_of(key)

    @property
    def said(self) -> frozenset[str]:
        """The keys that stand there."""
        return frozenset(str(key) for key in self._tree)

    @classmethod
    def keys(cls) -> list[str]:
        """Every key that may stand here."""
        return [key_of(name) for name in cls.model_fields]

    @classmethod
    def key(cls, written: str) -> str:
        """The English key that is written; what is no key here as it is."""
        return known_key(written, cls.title, cls.keys()) or written

    @classmethod
    def keys_like(cls, written: str) -> list[str]:
        """Every key that may stand here, in the language of what was written."""
        language, known = language_of(written), cls.keys()
        return [key_in(language, key, cls.title) for key in known]
