"""Builds the values of a YAML document from libyaml's events, counting everything before it is built."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import yaml

from planlint.limits import Limits
from planlint.model import Path, Scalar, Value
from planlint.readers.characters import names_something
from planlint.readers.faults import Faults, Refused, limit_named, read_fault, shown
from planlint.readers.text import Lines
from planlint.readers.yaml_scalars import MAY_MEAN_MORE, VERSIONED, Trouble, drops_zero, resolve

_BLANK = r"(?:[ \t]*+(?:#[^\r\n]*+)?[\r\n])*+[ \t]*+(?:#[^\r\n]*+)?"
_LEADING = re.compile(_BLANK)
_NOTHING_MORE = re.compile(_BLANK + r"\Z")

Frame = tuple[Any, str | None, str | None, int, int]


class Builder:
    """Builds the values of one document. Places are offsets into the text; a path is made only for a fault."""

    def __init__(self, text: str, restore: dict[int, str], lines: Lines, faults: Faults, limits: Limits) -> None:
        self.text, self.restore, self.lines, self.faults, self.limits = text, restore, lines, faults, limits
        self.root: list[Value] = []
        self.node: Any = self.root
        self.key: str | None = None
        self.stack: list[Frame] = []
        self.count = self.expanded = self.deepest = 0
        self.anchors: dict[str, tuple[Value, int, int]] = {}
        self.open: set[str] = set()
        self.handlers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.MappingStartEvent: self.start_map,
            yaml.SequenceStartEvent: self.start_list,
            yaml.MappingEndEvent: self.end,
            yaml.SequenceEndEvent: self.end,
            yaml.AliasEvent: self.alias,
        }

    def build(self) -> Value:
        """Raises Refused, or YAMLError for what breaks the rules of YAML."""
        self.refuse_directive()
        parser = yaml.CSafeLoader(self.text)
        try:
            next_event = parser.get_event
            next_event()
            if type(next_event()) is not yaml.DocumentStartEvent:
                self.refuse_empty()
            handlers = self.handlers
            event = next_event()
            while (handle := handlers.get(type(event))) is not None:
                handle(event)
                event = next_event()
            self.refuse_more(event)
        finally:
            parser.dispose()
        return self.root[0]

    # ---- the file as a whole

    def refuse_directive(self) -> None:
        """Before parsing: libyaml's time for directives grows with the square of their number."""
        found = _LEADING.match(self.text)
        at = found.end() if found else 0
        if self.text.startswith("%", at):
            line = self.text[at:].splitlines()[0]
            message = f"The file has a YAML directive ({shown(line)}), which is not read."
            self.refuse("READ-DIRECTIVE", message, "Delete the lines that begin with %, and the --- after them.", at)

    def refuse_more(self, event: Any) -> None:
        at = event.end_mark.index
        if not _NOTHING_MORE.match(self.text, at):
            found = _LEADING.match(self.text, at)
            message = "A second document begins in the same file, and it cannot be told which is meant."
            self.refuse("READ-DOCUMENTS", message, "Send one plan in each file.", found.end() if found else at)

    def refuse_empty(self) -> None:
        message = "There is nothing in this file but comments."
        raise Refused(read_fault("READ-EMPTY", message, "Send the file with the plan in it.", 1, 1))

    # ---- values

    def scalar(self, event: Any) -> None:
        value = event.value
        if self.restore:
            value = value.translate(self.restore)
        if event.tag is not None:
            self.refuse_tag(event)
        plain = event.implicit[0] and (not value or value[0] in MAY_MEAN_MORE)
        node = self.node
        if type(node) is dict:
            if self.key is None:
                self.key = self.plain_key(value, event) if plain else value
                if self.key in node:
                    self.refuse_duplicate(event)
                if event.anchor is not None:
                    self.define(event.anchor, self.key, 1, 0, event)
                return
            if plain:
                value = self.plain(value, event)
            node[self.key] = value
            self.key = None
        else:
            if plain:
                value = self.plain(value, event)
                if value is None and not self.stack and event.start_mark.index == event.end_mark.index:
                    self.refuse_empty()
            node.append(value)
        self.count += 1
        if self.count > self.limits.values:
            self.refuse_values(event)
        if event.anchor is not None:
            self.define(event.anchor, value, 1, 0, event)

    def start_map(self, event: Any) -> None:
        self.start({}, event)

    def start_list(self, event: Any) -> None:
        self.start([], event)

    def start(self, inner: Any, event: Any) -> None:
        if event.tag is not None:
            self.refuse_tag(event)
        node, key, anchor = self.node, self.key, event.anchor
        if type(node) is dict:
            if key is None:
                message = "A key of a map must be text, and here it is a map or list itself."
                self.refuse("READ-KEY", message, "Write the key as text.", event.start_mark.index)
            else:
                node[key] = inner
                self.key = None
        else:
            node.append(inner)
        if anchor is not None:
            self.refuse_redefined(anchor, event)
            self.open.add(anchor)
        self.stack.append((node, key, anchor, self.count, self.deepest))
        self.count += 1
        if self.count > self.limits.values:
            self.refuse_values(event)
        self.deepest = len(self.stack)
        if self.deepest > self.limits.depth:
            self.refuse_depth(event)
        self.node = inner

    def end(self, event: Any) -> None:
        done, depth, reached = self.node, len(self.stack), self.deepest
        self.node, _, anchor, count, before = self.stack.pop()
        if before > reached:
            self.deepest = before
        if anchor is not None:
            self.open.discard(anchor)
            self.define(anchor, done, self.count - count, reached - depth + 1, event)

    def alias(self, event: Any) -> None:
        name = event.anchor
        at = event.start_mark.index
        if type(self.node) is dict and self.key is None:
            message = f"The key *{shown(name)} is an alias; a key must be text."
            self.refuse("READ-KEY", message, "Write the key out as text.", at)
        if name in self.open:
            message = f"The alias *{shown(name)} stands inside the value that it repeats, which would never end."
            self.refuse("READ-ALIAS", message, "Write out what is meant instead of the alias.", at)
        if name not in self.anchors:
            message = f"The alias *{shown(name)} repeats a value marked &{shown(name)}, and no value before it is."
            self.refuse(
                "READ-ALIAS", message, f'Mark the value, or write "*{shown(name)}" in quotes if text is meant.', at
            )
        value, weight, height = self.anchors[name]
        self.expanded += weight
        self.count += weight
        if self.expanded > self.limits.alias_values:
            message = f"The aliases of this file repeat too many values ({limit_named('alias_values', self.limits)})."
            self.refuse("READ-ALIAS", message, "Write the values out, or repeat fewer.", at)
        if self.count > self.limits.values:
            self.refuse_values(event)
        if len(self.stack) + height > self.limits.depth:
            self.refuse_depth(event)
        self.deepest = max(self.deepest, len(self.stack) + height)
        value = _copied(value)
        if self.key is not None:
            self.node[self.key] = value
            self.key = None
        else:
            self.node.append(value)

    def define(self, anchor: str, value: Value, weight: int, height: int, event: Any) -> None:
        if height == 0:
            self.refuse_redefined(anchor, event)
        self.anchors[anchor] = (value, weight, height)
        if len(self.anchors) > self.limits.anchors:
            message = f"The file has too many anchors ({limit_named('anchors', self.limits)})."
            self.refuse("READ-ALIAS", message, "Write the values out.", event.start_mark.index)

    # ---- plain scalars

    def plain(self, text: str, event: Any) -> Scalar:
        value = resolve(text, self.limits)
        if type(value) is Decimal and text[-1] == "0" and self.key is not None and _is_version(text, self.key):
            value = drops_zero(text)
        if isinstance(value, Trouble):
            self.report(value, event, self.here())
            return value.text
        return value

    def plain_key(self, text: str, event: Any) -> str:
        """The key that a plain scalar is; refused unless every program takes it for text or it is only ambiguous."""
        if text == "<<":
            message = "The merge key << copies one map into another, and programs differ on what then holds."
            self.refuse("READ-MERGE", message, "Write the keys out where they belong.", event.start_mark.index)
        value = resolve(text, self.limits)
        if type(value) is str:
            return value
        if isinstance(value, Trouble) and value.code in ("READ-AMBIGUOUS", "READ-DATE"):
            if len(text) > 1:
                self.report(value, event, (*self.path(), text))
            return text
        kind = "no value" if value is None else "a yes/no" if isinstance(value, bool) else "a number"
        message = f"The key {shown(text)} is read as {kind}, and a key must be text." if text else "A key is blank."
        fix = f'Write it in quotes: "{shown(text)}":' if text else "Give the key, or take the line out."
        self.refuse("READ-KEY", message, fix, event.start_mark.index)
        return text

    def report(self, trouble: Trouble, event: Any, path: Path) -> None:
        if self.faults.full(trouble.code):
            return self.faults.count(trouble.code)
        line, column = self.lines.at(event.start_mark.index)
        self.faults.add(read_fault(trouble.code, trouble.message, trouble.fix, line, column, path))

    # ---- refusals

    def path(self) -> Path:
        """The path of the map or list that is being built."""
        steps: list[str | int] = []
        for node, key, *_ in self.stack[1:]:
            steps.append(key if type(node) is dict and key is not None else len(node) - 1)
        return tuple(steps)

    def here(self) -> Path:
        """The path of the value that comes next, as far as it can be said."""
        if self.stack and type(self.node) is dict:
            return self.path() if self.key is None else (*self.path(), self.key)
        return (*self.path(), len(self.node)) if self.stack else ()

    def refuse(self, code: str, message: str, fix: str, at: int) -> None:
        line, column = self.lines.at(at)
        raise Refused(read_fault(code, message, fix, line, column, () if code == "READ-DEPTH" else self.here()))

    def refuse_duplicate(self, event: Any) -> None:
        key = shown(self.key or "")
        message = f"The key {key} is given twice in one map, and it cannot be told which is meant."
        self.refuse("READ-DUPLICATE-KEY", message, "Keep one of the two.", event.start_mark.index)

    def refuse_redefined(self, anchor: str, event: Any) -> None:
        if anchor in self.anchors or anchor in self.open:
            message = f"Two values are marked &{shown(anchor)}, and programs differ on which an alias repeats."
            self.refuse("READ-ALIAS", message, "Give each anchor a name of its own.", event.start_mark.index)

    def refuse_tag(self, event: Any) -> None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        message = f"The tag {shown(tag)} says how to read a value, and tags are not read."
        fix = "Delete the tag (the word that begins with !). Write text in quotes and figures without."
        self.refuse("READ-TAG", message, fix, event.start_mark.index)

    def refuse_values(self, event: Any) -> None:
        message = f"The file has too many values ({limit_named('values', self.limits)})."
        self.refuse("READ-LIMIT", message, "Split the submission.", event.start_mark.index)

    def refuse_depth(self, event: Any) -> None:
        message = f"Maps and lists are nested too deeply here ({limit_named('depth', self.limits)})."
        self.refuse(
            "READ-DEPTH", message, "Check for brackets or dashes that are there by mistake.", event.start_mark.index
        )


def _is_version(digits: str, key: str) -> bool:
    """Whether digits that end in 0 are more likely a name than a figure, as in `version: 1.10`."""
    return "e" not in digits.lower() and names_something(key, VERSIONED)


def _copied(value: Value) -> Value:
    """A copy that shares no map and no list; as deep as the limit of depth at most."""
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value
