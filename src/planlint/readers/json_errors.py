"""What the JSON scanner says of a text that is not JSON, in words that the author of the file can act on."""

from __future__ import annotations

import json

from planlint.model import ReadFault
from planlint.readers.faults import character_name, read_fault, shown
from planlint.readers.text import Lines

_EXPECTED = {
    "Expecting property name enclosed in double quotes": ("a key in double quotes", "Put the key in double quotes."),
    "Expecting ':' delimiter": ("a colon after the key", "Write a colon between the key and its value."),
    "Expecting ',' delimiter": ("a comma or a closing bracket", "Add the comma, or close the map or list."),
    "Expecting value": (
        "a value",
        "Write a value: text in double quotes, a number, true, false, null, a map or a list.",
    ),
}


def explain(error: json.JSONDecodeError, text: str, lines: Lines) -> ReadFault:
    """The fault of a text that is not JSON, at the place where it stops being so."""
    at = _first_odd(error, text)
    line, column = lines.at(at)
    where = f" at line {line}, column {column}"
    code, said, fix = _what(error, text, at)
    return read_fault(code, f"The file is not JSON: {said}{where}.", fix, line, column)


def _first_odd(error: json.JSONDecodeError, text: str) -> int:
    """The offset to name: the scanner's own, past space, and of a comma too many the comma."""
    at = error.pos
    while at < len(text) and text[at] in " \t\n\r":
        at += 1
    if error.msg.startswith("Illegal trailing comma") or (
        text[at : at + 1] in ("]", "}") and _comma_before(text, at) >= 0
    ):
        return _comma_before(text, at) if text[at : at + 1] != "," else at
    return at


def _comma_before(text: str, at: int) -> int:
    """The offset of the comma that is the last thing before `at`; -1 if another thing is."""
    before = at - 1
    while before >= 0 and text[before] in " \t\n\r":
        before -= 1
    return before if before >= 0 and text[before] == "," else -1


def _what(error: json.JSONDecodeError, text: str, at: int) -> tuple[str, str, str]:
    """Code, what is wrong, and what to do."""
    message, char = error.msg, text[at : at + 1]
    if message.startswith("Invalid control character"):
        said = f"there is a control character in a text, {character_name(char or ' ')},"
        if char in ("\n", "\r"):
            return (
                "READ-SYNTAX",
                "a text runs over the end of its line",
                "Close the text with a double quote, or write \\n.",
            )
        if char == "\t":
            return "READ-SYNTAX", "there is a tab in a text", "Write \\t, or spaces."
        return "READ-CONTROL", said, "Delete it."
    if message.startswith("Unterminated string"):
        return "READ-SYNTAX", "a text is opened and never closed, from the quote", "Add the closing double quote."
    if message.startswith("Invalid \\"):
        said = "a backslash in a text is followed by what means nothing"
        return "READ-SYNTAX", said, "Write a backslash that is meant as such twice."
    if message.startswith("Extra data"):
        if text[at : at + 2] in ("//", "/*"):
            return _comment()
        said = "there is more after the end of the plan"
        return "READ-SYNTAX", said, "Send one plan in each file, with nothing after its last bracket."
    if not char:
        said = "the file ends before the last map or list is closed"
        return "READ-SYNTAX", said, "Send the whole file; it may have been cut off on the way."
    if text[at : at + 2] in ("//", "/*") or char == "#":
        return _comment()
    if char == "'":
        return "READ-SYNTAX", "there is a single quote", "JSON has double quotes only: write \" in place of '."
    if char == ",":
        return "READ-SYNTAX", "there is a comma too many", "Take the comma out."
    expected, fix = _EXPECTED.get(message, ("something else", "Correct this line."))
    found = (text[at : at + 12].split() or [char])[0]
    return "READ-SYNTAX", f"{expected} is expected, and there is {shown(found)}", fix


def _comment() -> tuple[str, str, str]:
    return "READ-SYNTAX", "there is a comment", "JSON has no comments: take it out, or send the plan as YAML."
