"""What the characters of a document hide: halves of characters, controls, invisible ones, and names that look alike.

Text is kept as written, but for half of a surrogate pair, which no report could be written with: it becomes U+FFFD.
A null character and half of a pair are always reported; the rest only in a document whose root is a map, as every
submission's is. Names (keys, and fields such as `id` and `code`) are held to a stricter measure than other text: two
in one map or list that fold to the same and are not the same are reported.
"""

from __future__ import annotations

import gc
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from planlint.limits import Limits
from planlint.model import Path, Place, Value
from planlint.readers.faults import Faults, Refused, character_name, limit_named, read_fault, shown

Locate = Callable[[Path], Place]

LONE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_UNSEEN = "\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_JOINED = "(?<=[0-9A-Za-z])[\u200c\u200d]|[\u200c\u200d](?=[0-9A-Za-z])"
_HIDDEN = re.compile(f"[{_UNSEEN}]|{_JOINED}")
_HIDDEN_IN_NAME = re.compile(
    f"[{_UNSEEN}\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200c\u200d\u2028\u2029\u3164\uffa0\ufe00-\ufe0f]"
)
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007f]+")
_SUSPECT = re.compile(f"{_CONTROL.pattern}|{_HIDDEN_IN_NAME.pattern}|{LONE.pattern}")
_PLAIN = re.compile(r"[\t\n\r\x20-\x7e]*")
_FEW = 100
"""Keys of one map that are remembered: a record has fewer, and records are alike."""
_NAMES = ("id", "code", "key", "ref", "reference")


@lru_cache(maxsize=4096)
def names_something(field: str, words: tuple[str, ...] = _NAMES) -> bool:
    """Whether a field by this name tells one thing from another: `id`, `code`, `key`, `ref`, or one that ends so.

    >>> [names_something(f) for f in ("id", "ods_code", "Scheme-ID", "odsCode", "paid")]
    [True, True, True, True, False]
    """
    return re.split(r"[-_ .]|(?<=[a-z])(?=[A-Z])", field)[-1].lower() in words


def _pairs(odd: str, plain: str) -> dict[int, int]:
    return {ord(one): ord(two) for one, two in zip(odd, plain, strict=True)}


_LOOKALIKES = {
    **_pairs("АВЕКМНОРСТХУІЈЅԌԚԜ", "ABEKMHOPCTXYIJSGQW"),
    **_pairs("асеорхуіјѕһԁԛԝӏ", "aceopxyijshdqwl"),
    **_pairs("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
    **_pairs("ανορικγ", "avopiky"),
    **_pairs("ՍՕԼօսհոց", "UOLouhng"),
    **_pairs("ıɑɡɩ", "iagi"),
    **_pairs("‐‑‒–—―−⁃", "--------"),
    **_pairs("‘’ʼ′", "''''"),
}


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """A name as a reader sees it: without case, width, spacing, invisible characters, or letters of other scripts.

    >>> folded("I-1") == folded("\\u0406-1") == folded("i\\u200b-1 "), folded("O1") == folded("01")
    (True, False)
    """
    if not name.isascii():
        name = _HIDDEN_IN_NAME.sub("", unicodedata.normalize("NFKC", name.translate(_LOOKALIKES)))
        name = unicodedata.normalize("NFKC", name.translate(_LOOKALIKES).casefold())
    return " ".join(name.casefold().split())


def inspect(data: Value, text: str, escapes: re.Pattern[str], locate: Locate, faults: Faults, limits: Limits) -> None:
    """Reports what the characters of a document hide; puts U+FFFD for half a pair in `data` itself.

    `text` is what the document was read from, and `escapes` matches what in it may stand for another character.
    Raises Refused for a text longer than is read, and for two keys of one map that differ only in half a pair.
    """
    plain = not is_suspect(text) and len(text) <= limits.text_characters and not escapes.search(text)
    if not plain or _names_alike(data):
        _Inspection(data, plain, locate, faults, limits).run()


def is_suspect(text: str) -> bool:
    """Whether a text, as written and not by an escape, holds a character that may have to be reported."""
    return "\x7f" in text if text.isascii() else _SUSPECT.search(text) is not None


def _names_alike(data: Value) -> bool:
    """Whether any two names fold to the same. Most documents have none, and need no paths then."""
    stack: list[Value] = [data]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if keys_alike(tuple(node)):
                return True
            stack += [one for one in node.values() if type(one) is dict or type(one) is list]
        elif isinstance(node, list):
            inner = [one for one in node if type(one) is dict or type(one) is list]
            if inner:
                stack += inner
                if names_alike(inner):
                    return True
    return False


def keys_alike(keys: tuple[str, ...]) -> bool:
    """Whether two keys of one map fold to the same."""
    return _few_alike(keys) if len(keys) <= _FEW else len(set(map(folded, keys))) < len(keys)


@lru_cache(maxsize=4096)
def _few_alike(keys: tuple[str, ...]) -> bool:
    return len(set(map(folded, keys))) < len(keys)


def names_alike(items: Sequence[Value]) -> bool:
    """Whether two items of one list are told apart only by names that fold to the same."""
    names: set[tuple[str, str]] = set()
    for item in items:
        if isinstance(item, dict) and bear_names(tuple(item)):
            names.update(_names_in(item))
    return len({(field, folded(text)) for field, text in names}) < len(names)


@lru_cache(maxsize=4096)
def bear_names(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Which keys of a map tell it from the other items of a list."""
    return tuple(key for key in keys if names_something(key))


def _names_in(item: dict[str, Value]) -> Iterator[tuple[str, str]]:
    """The fields of one item of a list that tell it from the others, with their texts."""
    for field in bear_names(tuple(item)):
        value = item[field]
        if isinstance(value, str) and value:
            yield field, value


def members_of(data: dict[str, Any], depth: int) -> int:
    """How many members all maps have together; -1 where names are alike or the nesting is deeper than `depth`."""
    within = _maps_and_lists(data, depth)
    if within is None:
        return -1
    maps, lists = within
    keys: set[str] = set().union(*maps)
    if _alike(keys) and any(map(keys_alike, set(map(tuple, maps)))):
        return -1
    if any(_alike(_texts_at(field, maps)) for field in filter(names_something, keys)) and any(map(names_alike, lists)):
        return -1
    return sum(map(len, maps))


def _alike(names: set[str]) -> bool:
    """Whether any two of these fold to the same, wherever they stand."""
    return len(set(map(folded, names))) < len(names)


def _texts_at(field: str, maps: list[dict[str, Any]]) -> set[str]:
    return {text for one in maps if field in one and type(text := one[field]) is str}


def _maps_and_lists(data: dict[str, Any], depth: int) -> tuple[list[dict[str, Any]], list[list[Any]]] | None:
    """Every map and every list in a map, itself among them; None where the nesting is deeper than `depth`."""
    maps, lists = [data], list[list[Any]]()
    all_maps, all_lists = [data], list[list[Any]]()
    for _ in range(depth):
        # What the garbage collector does not track holds no map or list, and need not be looked through.
        holding = filter(gc.is_tracked, maps)
        inner = [*chain.from_iterable(map(dict.values, holding)), *chain.from_iterable(lists)]
        maps = [one for one in inner if type(one) is dict]
        lists = [one for one in inner if type(one) is list]
        if not maps and not lists:
            return all_maps, all_lists
        all_maps += maps
        all_lists += lists
    return None


class _Inspection:
    def __init__(self, data: Value, plain: bool, locate: Locate, faults: Faults, limits: Limits) -> None:
        self.data, self.plain, self.locate, self.faults, self.limits = data, plain, locate, faults, limits
        self.in_submission = isinstance(data, dict)
        self.compared: set[tuple[str, ...]] = set()

    def run(self) -> None:
        """Walks all maps and lists without recursion, each with its path."""
        if isinstance(self.data, str):
            self.text(self.data, (), name=False)
        stack: list[tuple[Value, Path]] = [(self.data, ())]
        while stack:
            node, path = stack.pop()
            if isinstance(node, dict):
                if not self.plain:
                    self.texts_of_map(node, path)
                self.keys(tuple(node), path)
                stack.extend(
                    [(one, (*path, key)) for key, one in node.items() if type(one) is dict or type(one) is list]
                )
            elif isinstance(node, list):
                if not self.plain:
                    self.texts_of_list(node, path)
                inner = [(one, (*path, at)) for at, one in enumerate(node) if type(one) is dict or type(one) is list]
                if inner:
                    self.names(node, path)
                    stack.extend(reversed(inner))

    def texts_of_map(self, node: dict[str, Value], path: Path) -> None:
        lone = [key for key in node if not key.isascii() and LONE.search(key)]
        if lone:
            self.mend_keys(node, path)
        for key, value in node.items():
            self.text(key, (*path, key), name=True, key=True)
            if isinstance(value, str) and (mended := self.text(value, (*path, key), names_something(key))) is not None:
                node[key] = mended

    def texts_of_list(self, node: list[Value], path: Path) -> None:
        for at, value in enumerate(node):
            if isinstance(value, str) and (mended := self.text(value, (*path, at), name=False)) is not None:
                node[at] = mended

    def mend_keys(self, node: dict[str, Value], path: Path) -> None:
        items = list(node.items())
        node.clear()
        for key, value in items:
            whole = LONE.sub("\ufffd", key)
            if whole in node:
                message = f"Two keys of one map are the same but for half of a character: {shown(key)}."
                place = self.locate(path)
                fix = "Give each key once, in whole characters."
                raise Refused(read_fault("READ-DUPLICATE-KEY", message, fix, place.line, place.column, (*path, whole)))
            node[whole] = value
            if whole != key:
                self.report_lone(key, (*path, whole))

    def text(self, text: str, path: Path, name: bool, key: bool = False) -> str | None:
        """Reports what one text hides; the text to put in its place, if it must be another."""
        if len(text) > self.limits.text_characters:
            message = f"A text has {len(text):,} characters ({limit_named('text_characters', self.limits)})."
            place = self.locate(path)
            raise Refused(read_fault("READ-LIMIT", message, "Shorten it.", place.line, place.column, path))
        if _PLAIN.fullmatch(text):
            return None
        what = "The key" if key else "The text"
        if (found := _CONTROL.search(text)) and (self.in_submission or "\0" in text):
            self.report("READ-CONTROL", what, text, "\0" if "\0" in text else found[0], path)
        if self.in_submission:
            seen = _FLAG.sub("", text)
            if found := (_HIDDEN_IN_NAME if name else _HIDDEN).search(seen):
                self.report("READ-HIDDEN", what, text, found[0], path)
        if LONE.search(text):
            self.report_lone(text, path)
            return LONE.sub("\ufffd", text)
        return None

    def report(self, code: str, what: str, text: str, char: str, path: Path) -> None:
        if self.faults.full(code):
            return self.faults.count(code)
        kind = "a control character" if code == "READ-CONTROL" else "a character that cannot be seen"
        place = self.locate(path)
        self.faults.add(
            read_fault(
                code,
                f"{what} “{shown(text)}” has {kind} in it, {character_name(char)}.",
                "Delete it. Typing the text afresh is the surest way.",
                place.line,
                place.column,
                path,
            )
        )

    def report_lone(self, text: str, path: Path) -> None:
        if self.faults.full("READ-SURROGATE"):
            return self.faults.count("READ-SURROGATE")
        place = self.locate(path)
        self.faults.add(
            read_fault(
                "READ-SURROGATE",
                f"The text “{shown(text)}” holds half of a character (a lone surrogate). It is read as U+FFFD.",
                "Write the whole character, or delete the half.",
                place.line,
                place.column,
                path,
            )
        )

    def keys(self, keys: tuple[str, ...], path: Path) -> None:
        """Compares the keys of a map with one another, once for all maps that have the same."""
        if keys in self.compared:
            return
        self.compared.add(keys)
        first: dict[str, str] = {}
        for key in keys:
            if (other := first.setdefault(folded(key), key)) is not key:
                self.alike("keys", other, key, (*path, key))

    def names(self, node: list[Value], path: Path) -> None:
        """Compares the names of a list's items: each field such as `id` with the same field of the other items."""
        first: dict[tuple[str, str], str] = {}
        for at, item in enumerate(node):
            if not isinstance(item, dict):
                continue
            for field, value in _names_in(item):
                other = first.setdefault((field, folded(value)), value)
                if other != value:
                    self.alike(f"values of “{shown(field)}”", other, value, (*path, at, field))

    def alike(self, what: str, one: str, two: str, path: Path) -> None:
        if not self.in_submission:
            return None
        if self.faults.full("READ-CONFUSABLE"):
            return self.faults.count("READ-CONFUSABLE")
        place = self.locate(path)
        odd = [character_name(char) for char in dict.fromkeys(one + two) if not char.isascii()]
        why = f" Look for {', '.join(odd[:3])}." if odd else " They differ only in capitals or spaces."
        self.faults.add(
            read_fault(
                "READ-CONFUSABLE",
                f"Two {what} look alike but are not the same: “{shown(one)}” and “{shown(two)}”.{why}",
                "Write them the same way if one thing is meant; else give them names that differ to the eye.",
                place.line,
                place.column,
                path,
            )
        )
