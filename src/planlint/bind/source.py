"""A schema file read: its JSON with exact numbers, and the line and column of whatever a problem is about."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from planlint.errors import Problem
from planlint.limits import LIMITS
from planlint.records import dataclass, field

_TOLD = 100
_SAID = 500
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')


@dataclass(slots=True)
class SchemaFile:
    """One schema file of a pack. `schema` is its JSON, a dict once it has been read; `problems` what is wrong."""

    name: str
    text: str = ""
    schema: Any = None
    problems: list[Problem] = field(default_factory=list)
    _places: _Places | None = None

    def fault(self, where: str, message: str, hint: str = "") -> None:
        """Note a problem at a JSON Pointer of the file. `hint` says what to do."""
        if where and self._places is None:
            self._places = _Places(self.text)
        self.note(self._places.of(where) if where and self._places else (0, 0, 1), where, message, hint)

    @property
    def full(self) -> bool:
        """Whether so many problems are noted that others are passed over until these are put right."""
        return len(self.problems) >= _TOLD

    def note(self, place: tuple[int, int, int], where: str, message: str, hint: str) -> None:
        """Note a problem at a place: line, column and length."""
        if self.full:
            return
        line, column, length = place
        excerpt = self.text.split("\n")[line - 1] if line else ""
        if len(excerpt) > LIMITS.quoted_characters:
            excerpt = ""
        named = f"At {where}: {message}" if where else message
        named = named if len(named) <= _SAID else named[:_SAID] + "…"
        self.problems.append(Problem(self.name, line, column, named, hint, excerpt, length))


class _Twice(ValueError):
    """A key stands twice in one object."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        raise _Twice(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return made


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= LIMITS.number_digits + 1 else Decimal(digits)


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not a number that JSON can hold.")


def read_schema_file(name: str, content: bytes) -> SchemaFile:
    """A schema file's JSON, or its problems: not UTF-8, not JSON, a key given twice, too large, too deep, a number
    out of range.
    """
    file = SchemaFile(name)
    if len(content) > LIMITS.file_bytes:
        file.fault("", f"This schema is larger than {LIMITS.file_bytes:,} bytes.")
        return file
    try:
        file.text = content.decode("utf-8-sig")
        schema = json.loads(
            file.text, object_pairs_hook=_object, parse_float=Decimal, parse_int=_whole, parse_constant=_refuse
        )
    except UnicodeDecodeError as error:
        file.fault("", f"This schema is not UTF-8: byte {error.start + 1} cannot be read.", "Save it as UTF-8.")
    except json.JSONDecodeError as error:
        line = file.text.split("\n")[error.lineno - 1]
        short = line if len(line) <= LIMITS.quoted_characters else ""
        message = f"This is not JSON: {error.msg[:1].lower()}{error.msg[1:]}."
        file.problems.append(Problem(name, error.lineno, error.colno, message, "", short))
    except RecursionError:
        file.fault("", f"This schema is more than {LIMITS.depth} levels deep.")
    except _Twice as error:
        _note_twice(file, str(error))
    except ValueError as error:
        file.fault("", f"This is not JSON: {error}")
    else:
        _keep(file, schema)
    return file


def _note_twice(file: SchemaFile, key: str) -> None:
    places = _Places(file.text)
    for at in dict.fromkeys(places.twice[:_TOLD]):
        name = at[1].replace("~1", "/").replace("~0", "~")
        file.note(places.at(at), "", f'"{name[:100]}" is given twice in one object.', "Keep one of the two.")
    if not places.twice:
        file.fault("", f'"{key[:100]}" is given twice in one object.', "Keep one of the two.")


def _keep(file: SchemaFile, schema: Any) -> None:
    """Take the JSON on, if it is an object within the limits."""
    if not isinstance(schema, dict):
        file.fault("", "A schema file must hold a JSON object.")
    elif _within_limits(file, schema):
        file.schema = schema


def _within_limits(file: SchemaFile, schema: dict[str, Any]) -> bool:
    count, sound = 0, True
    level: list[Any] = [schema]
    for _ in range(LIMITS.depth + 1):
        below: list[Any] = []
        for value in level:
            if type(value) is dict:
                sound = sound and all(map(_holds, value))
                below.extend(value.values())
            elif type(value) is list:
                below.extend(value)
            elif not _holds(value):
                sound = False
        count += len(level)
        level = below
        if not level or count > LIMITS.values:
            break
    if level:
        many = (
            f"has more than {LIMITS.values:,} values"
            if count > LIMITS.values
            else f"is more than {LIMITS.depth} levels deep"
        )
        file.fault("", f"This schema {many}.")
    elif not sound:
        _note_unusable(file, schema)
    return not level and sound


def _note_unusable(file: SchemaFile, schema: dict[str, Any]) -> None:
    """Name each value that cannot be held, with its place. The depth of the schema is known to be bounded."""
    stack: list[tuple[str, Any]] = [("", schema)]
    while stack:
        where, value = stack.pop()
        if type(value) is dict:
            stack.extend((f"{where}/{step(key)}", sub) for key, sub in value.items())
            if not all(map(_holds, value)):
                file.fault(where, "A name in it has a broken character (half of a surrogate pair).")
        elif type(value) is list:
            stack.extend((f"{where}/{n}", sub) for n, sub in enumerate(value))
        elif not _holds(value):
            limits = f"{LIMITS.number_digits} digits, exponent within ±{LIMITS.number_exponent}"
            why = "This text has a broken character (half of a surrogate pair)."
            file.fault(where, why if type(value) is str else f"This number is out of range ({limits}).")


def _holds(value: Any) -> bool:
    if type(value) is str:
        return value.isascii() or not any("\ud800" <= char <= "\udfff" for char in value)
    if type(value) is int:
        return value.bit_length() <= 133 and len(str(abs(value))) <= LIMITS.number_digits
    if type(value) is Decimal:
        digits = value.as_tuple().digits
        return len(digits) <= LIMITS.number_digits and abs(value.adjusted()) <= LIMITS.number_exponent
    return True


def step(key: str) -> str:
    """A key as one step of a JSON Pointer."""
    return key.replace("~", "~0").replace("/", "~1")


class _Places:
    """Line, column and length of the key (or the item) at each JSON Pointer of a text that is JSON."""

    def __init__(self, text: str) -> None:
        self.twice: list[tuple[int, str]] = []
        self._text = text
        self._found: dict[tuple[int, str], tuple[int, int, int, int]] = {}
        self._scan()

    def of(self, where: str) -> tuple[int, int, int]:
        """The place of what a pointer leads to, as far as it leads."""
        at, place = 0, (0, 0, 1)
        for one in where.split("/")[1:]:
            found = self._found.get((at, one))
            if found is None:
                break
            at, place = found[0], found[1:]
        return place

    def at(self, at: tuple[int, str]) -> tuple[int, int, int]:
        """The last place of a key, by the number of the bracket around it."""
        return self._found[at][1:]

    def _scan(self) -> None:
        """Number the open brackets, and note each key or item under the number of the bracket around it."""
        stack: list[_Open] = []
        line, start, last, opened, key = 1, 0, 0, 0, False
        for token in _TOKEN.finditer(self._text):
            breaks = self._text.count("\n", last, token.start())
            if breaks:
                line, start = line + breaks, self._text.rfind("\n", last, token.start()) + 1
            last, word = token.start(), token[0]
            place = (line, token.start() - start + 1, len(word))
            if word in "]}":
                stack and stack.pop()
                key = False
            elif word == ",":
                key = bool(stack) and stack[-1].next()
            elif word == ":":
                key = False
            elif key and stack:
                stack[-1].step = step(_unquoted(word))
                self._note(stack[-1], place)
            else:
                if stack and stack[-1].is_list:
                    self._note(stack[-1], place)
                if word in "[{":
                    opened += bool(stack)
                    if stack:
                        self._found[stack[-1].number, stack[-1].step] = (opened, *stack[-1].place)
                    stack.append(_Open(opened, word == "["))
                    key = word == "{"

    def _note(self, around: _Open, place: tuple[int, int, int]) -> None:
        at = (around.number, around.step)
        if at in self._found:
            self.twice.append((around.number, around.step))
        around.place = place
        self._found[at] = (-1, *place)


class _Open:
    """A bracket that is open: its number, and the key or index that stands at present."""

    def __init__(self, number: int, is_list: bool) -> None:
        self.number = number
        self.is_list = is_list
        self.step = "0"
        self.place = (0, 0, 1)

    def next(self) -> bool:
        """After a comma: the next index of a list. Whether a key comes now."""
        if self.is_list:
            self.step = str(int(self.step) + 1)
        return not self.is_list


def _unquoted(word: str) -> str:
    try:
        return str(json.loads(word))
    except ValueError:
        return word
