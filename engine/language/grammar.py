"""The grammar of sentences, and the tree that a text gives or the problem that says where it breaks off.

Everything between parentheses has one shape here, values and conditions alike: which is which, the types tell later,
with a better message than a grammar could give. The words come from the table of words, in each of its languages;
whoever reads a tree finds them in English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias, cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from engine.language import words
from engine.language.slips import foreign_form, slip
from engine.language.spelling import is_heard, spelled_sentence
from engine.problems import Place, Problem, ProblemsFound

Node: TypeAlias = Tree[Token] | Token

LONGEST_TEXT = 2000
DEEPEST_PARENTHESES = 50
DEEPEST_TREE = 100

GRAMMAR = r"""
sentence: _or
source: _or | median
moment: _sum [_AT TIME] -> once
      | EVERY [NUMBER] UNIT (ON | AFTER) _sum [_AT TIME] -> every
      | EVERY WEEKDAY [_AT TIME] -> weekly

_or: any_of | _and
any_of: _and (_OR _and)+
_and: all_of | _not
all_of: _not (_AND _not)+
_not: negation | _compare
negation: _NOT _not

_compare: compare | one_of | contains | is_empty | between | off | _sum
compare: _sum (CMP | IS_NOT | IS) _sum
one_of: _sum (IS_ONE_OF | IS_NOT_ONE_OF) "[" [_sum ("," _sum)*] "]"
contains: _sum (CONTAINS | CONTAINS_NOT) _sum
is_empty: _sum (IS_NOT_EMPTY | IS_EMPTY)
between: _sum _BETWEEN _sum _AND _sum
off: _sum _AT_LEAST _sum (BELOW | ABOVE) _sum

_sum: sum | _product
sum: _sum (PLUS | MINUS) _product
_product: product | _share
product: _product (TIMES | DIVIDED) _share
_share: share | _atom
share: _atom _OF _share
_atom: NAME | TEXT | DATE | MOMENT | TODAY | NOW | YES | NO | quantity | negative | since | lookup | aggregate | group
group: _LPAR _or _RPAR
since: SINCE (NAME | DATE | MOMENT | group)
lookup: _TABLE NAME
negative: MINUS quantity
quantity: NUMBER | NUMBER PERCENT | _length
_length: (NUMBER UNIT)+

aggregate: FUNCTION _LPAR NAME [where] _RPAR [window | newest]
median: _MEDIAN [_LAST NUMBER] NAME [where]
window: OVER_LAST _stretch [up_to]
      | OVER_THE _stretch _BEFORE_THAT [up_to]
newest: OF_LAST NUMBER
      | OF_THE NUMBER _BEFORE_THAT
where: _WHERE _or
up_to: _UP_TO _end
_stretch: NAME | length | multiple
length: _length
multiple: NUMBER TIMES NAME
_end: NAME | DATE | TODAY | group

PLUS: "+"
MINUS: "-"
TIMES: "*" | "×"
DIVIDED: "/" | "÷"
PERCENT: "%"
_LPAR: "("
_RPAR: ")"
@WORDS@
MOMENT.8: /[0-9]{4}[-\/][0-9]{1,2}[-\/][0-9]{1,2}[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:?[0-9]{2})?/
DATE.7: /[0-9]{4}[-\/][0-9]{1,2}[-\/][0-9]{1,2}(?![0-9])/
TIME.7: /[0-9]{1,2}:[0-9]{2}(?![0-9:])/
NUMBER.4: /([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?(?![0-9])/
TEXT: /"[^"]*"|“[^”]*”/
NAME: /(?!@RESERVED@)[^\W\d]\w*(\.\w+)*/
UNIT: /working\s+[^\W\d_]+|[^\W\d_]+/

%ignore /\s+/
"""
_RESERVED = words.reserved("_AND", "_OR", "_NOT", "IS", "_BETWEEN")


class Said(Token):
    """A word of the table, or a name: in English, whatever was *written*."""

    written: str

    @classmethod
    def for_(cls, token: Token, english: str) -> Token:
        """The English word where the token stands."""
        if english == token:
            return token
        said = cls.new_borrow_pos(token.type, english, token)
        said.written = str(token)
        return said


def written(token: Token) -> str:
    """What the author wrote."""
    return token.written if isinstance(token, Said) else str(token)


def _in_english(token: Token) -> Token:
    text = str(token)
    match token.type:
        case "UNIT":
            return token if text.isascii() else Said.for_(token, words.known_unit(text) or text)
        case "NAME":
            return Said.for_(token, words.known_root(text))
    word = words.known_word(token.type, text)
    return Said.for_(token, word.en) if word else token


_PARSER = Lark(
    GRAMMAR.replace("@WORDS@", words.terminals()).replace("@RESERVED@", _RESERVED),
    start=["sentence", "source", "moment"],
    parser="lalr",
    lexer="contextual",
    propagate_positions=True,
    maybe_placeholders=True,
    lexer_callbacks=dict.fromkeys((*words.SENTENCE, "UNIT", "NAME"), _in_english),
)


def parse(text: str, start: Literal["sentence", "source", "moment"], place: Place) -> Tree[Token]:
    """The tree of a text.

    Raises:
        ProblemsFound: it is no sentence (``bad-sentence``), or too long or too deep to be one.
    """
    _refuse_monsters(text, place)
    try:
        tree = _PARSER.parse(words.narrow(text), start=start)
        if is_heard():
            # The tree leaves out the tokens that only join others.
            spoken = _PARSER.parse_interactive(words.narrow(text), start=start).exhaust_lexer()
            spelled_sentence(text, spoken, place)
    except UnexpectedInput as error:
        raise ProblemsFound([_broken(text, error, place, start)]) from None
    if _depth(tree) > DEEPEST_TREE:
        raise ProblemsFound([_too_deep(place)])
    return tree


def place_in(place: Place, offset: int) -> Place:
    """Where the character at *offset* of a text stands that begins at *place*."""
    return Place(place.file, place.line, place.col + offset if place.col else 0)


def parts_of(tree: Tree[Token]) -> Sequence[Node | None]:
    """The parts of a tree; None stands for one that was left out."""
    return tree.children


def start_of(node: Node) -> int:
    """The offset of the first character of a part of a tree."""
    if isinstance(node, Token):
        return node.start_pos or 0
    return 0 if node.meta.empty else node.meta.start_pos


def _refuse_monsters(text: str, place: Place) -> None:
    if not text.strip():
        raise ProblemsFound(
            [Problem("bad-sentence", place, "A sentence is missing here.", "Write what must hold.")]
        )
    if len(text) > LONGEST_TEXT:
        what = f"This sentence has {len(text)} characters; {LONGEST_TEXT} are the most."
        raise ProblemsFound([Problem("bad-sentence", place, what, "Split it into several lines.")])
    if foreign := foreign_form(text):
        raise ProblemsFound(
            [Problem("bad-sentence", place_in(place, foreign.at), foreign.what, foreign.mend)]
        )
    depth = 0
    for mark in re.sub(r'"[^"]*"|“[^”]*”', "", text):
        depth += (mark in "(（") - (mark in ")）")
        if depth > DEEPEST_PARENTHESES:
            raise ProblemsFound([_too_deep(place)])


def _too_deep(place: Place) -> Problem:
    what = f"This sentence is nested too deep; {DEEPEST_PARENTHESES} parentheses in each other are the most."
    return Problem("bad-sentence", place, what, "Split it into several lines.")


def _depth(tree: Tree[Token]) -> int:
    deepest, stack = 0, [(tree, 1)]
    while stack:
        node, depth = stack.pop()
        deepest = max(deepest, depth)
        stack.extend((child, depth + 1) for child in node.children if isinstance(child, Tree))
    return deepest


def _broken(text: str, error: UnexpectedInput, place: Place, start: str) -> Problem:
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    at = cast("int | None", error.pos_in_stream)
    if ended or at is None or not text[at:].strip():
        mend = "Close the parenthesis." if _opened(text) else _rest(text, start)
        return Problem(
            "bad-sentence", place_in(place, len(text.rstrip())), "The sentence breaks off here.", mend
        )
    found = slip(text, at, start)
    return Problem("bad-sentence", place_in(place, found.at), found.what, found.mend)


def _rest(text: str, start: str) -> str:
    if start == "moment":
        return "Say the rest, e.g. every year on customer.birthday."
    if re.search(r"\bbetween\b|介于", text):
        return "Say the rest, e.g. customer.orders_count is between 3 and 5."
    return "Say the rest, e.g. customer.tier is A."


def _opened(text: str) -> bool:
    return sum(mark in "(（" for mark in text) > sum(mark in ")）" for mark in text)
