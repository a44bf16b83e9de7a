"""What libyaml says of a file that it cannot parse, in words that the author of the file can act on."""

from __future__ import annotations

import re

import yaml

from planlint.model import ReadFault
from planlint.readers.faults import character_name, read_fault, shown
from planlint.readers.text import Lines

_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_TAB_FIRST = re.compile(r"[ ]*\t")

_QUOTES = "Put the text in quotes."
_EXPLAINED: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "there is a colon here that cannot start a value",
     "Put text that has a colon in it in quotes, or check how far the line is indented."),
    ("block sequence entries are not allowed", "a list cannot start here, on the same line as its key",
     "Start the list on the next line; where - stands for no value, leave the field out."),
    ("did not find expected '-' indicator", "a line in a list does not start with a dash",
     "Indent it like the lines around it, or start it with a dash."),
    ("did not find expected key", "what stands here is neither a key nor the rest of the value before it",
     "Check how far the line is indented, and that a quote inside a quoted text is doubled."),
    ("could not find expected ':'", "a key has no colon after it", "Write a colon and a space after the key."),
    ("did not find expected ',' or ']'", "a list in [ ] is not closed, or a comma is missing",
     "Add the comma or the closing ]."),
    ("did not find expected ',' or '}'", "a map in { } is not closed, or a comma is missing",
     "Add the comma or the closing }."),
    ("did not find expected node content", "a value is missing", "Give the value, or take out the comma or bracket."),
    ("found unexpected end of stream", "a quoted text is opened and never closed", "Add the closing quote."),
    ("found unexpected document indicator", "a quoted text is opened and never closed", "Add the closing quote."),
    ("found unknown escape character", "a backslash in double quotes is followed by a letter that means nothing",
     "Write the backslash twice, or use single quotes."),
    ("found invalid Unicode character escape code", "an escape such as \\uD800 stands for half of a character",
     "Write the character itself."),
    ("did not find expected hexdecimal number", "an escape is cut short", "Write the character itself."),
    ("found undefined tag handle", "a word begins with an exclamation mark, which makes it a tag", _QUOTES),
    ("did not find expected alphabetic or numeric character", "a * or & has no name after it", _QUOTES),
    ("did not find expected <document start>", "there is more text after the end of the plan",
     "Take it out, or indent it where it belongs."),
    ("did not find expected comment or line break", "nothing may follow the | or > on its line",
     "Start the text on the next line."),
)  # fmt: skip


def explain(error: yaml.YAMLError, text: str, lines: Lines) -> ReadFault:
    """The fault of a text that libyaml refused. `text` is as decoded; the error's offsets are into it."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return _unreadable(text, lines)
    problem = str(error.problem or "")
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, len(text)) if mark is not None else 0
    tab = _tab(text, at, problem)
    if tab is not None:
        line, column = lines.at(tab)
        message = f"There is a tab at line {line}, column {column}. YAML is indented with spaces only."
        return read_fault("READ-TAB", message, "Put spaces in place of the tab.", line, column)
    line, column = lines.at(at)
    where = f" at line {line}, column {column}"
    if problem.startswith("found character that cannot start any token"):
        char = text[at : at + 1]
        message = f"The file is not YAML: a value cannot begin with {shown(char)}{where}."
        return read_fault("READ-SYNTAX", message, _QUOTES, line, column)
    if "maximum nesting depth" in problem:
        # libyaml 0.2.6 and later stops by itself while looking ahead, before the events that are counted here.
        message = "Maps and lists are nested too deeply here (limit: depth 64, option --limit-depth)."
        fix = "Check for brackets or dashes that are there by mistake."
        return read_fault("READ-DEPTH", message, fix, line, column)
    code = "READ-TAG" if "tag" in problem else "READ-SYNTAX"
    for start, said, fix in _EXPLAINED:
        if problem.startswith(start):
            return read_fault(
                code, f"The file is not YAML: {said}{where}{_began(error, lines, line)}.", fix, line, column
            )
    message = f"The file is not YAML: {problem or 'it cannot be read'}{where}."
    return read_fault(code, message, "Check the quotes, brackets and indentation of this line.", line, column)


def _began(error: yaml.MarkedYAMLError, lines: Lines, line: int) -> str:
    """Where what was being read began, when that is on another line."""
    if error.context_mark is None or "block" in str(error.context):
        return ""
    began, _ = lines.at(error.context_mark.index)
    return f" (it began at line {began})" if began != line else ""


def _tab(text: str, at: int, problem: str) -> int | None:
    """The offset of the tab that is to blame, if one is: at the fault, or in the indentation of its line."""
    if "tab character" in problem or text[at : at + 1] == "\t":
        return at
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    found = _TAB_FIRST.match(text, start)
    return found.end() - 1 if found and found.end() <= at + 1 else None


def _unreadable(text: str, lines: Lines) -> ReadFault:
    found = _UNREADABLE.search(text)
    if not found:
        return read_fault("READ-SYNTAX", "The file is not YAML.", "Check the first lines of the file.", 1, 1)
    line, column = lines.at(found.start())
    message = f"There is a control character, {character_name(found[0])}, at line {line}, column {column}."
    fix = 'Delete it, or write it as an escape in double quotes, such as "\\x1b".'
    return read_fault("READ-CONTROL", message, fix, line, column)
