"""Bytes to text, and the place of a character in it as an editor counts.

UTF-8, with or without a byte-order mark; UTF-16 with one. Nothing is guessed and nothing replaced: other bytes are
refused, naming the byte, the line and the column. Only \\n, \\r\\n and \\r end a line.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right

from planlint.limits import Limits
from planlint.model import Place
from planlint.readers.faults import Refused, limit_named, read_fault

_SAVE = "Save the file again as UTF-8 text (in most editors: Save As, Encoding, UTF-8)."
_MAGIC = (
    (b"\x1f\x8b", "a gzip archive", "Unpack it and send the file inside."),
    (
        b"PK\x03\x04",
        "a zip archive or an Office file",
        "Send the plan itself, or give the file its own ending, such as .xlsx.",
    ),
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Office file", "Send the plan itself as YAML or JSON."),
    (b"%PDF", "a PDF", "Send the plan itself as YAML or JSON."),
)


def digest_of(content: bytes) -> str:
    """`sha256:` and the hash of the bytes as they were read."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


class Lines:
    """Turns an offset in a text into line and column, both from 1.

    Nothing is worked out before the first question, and no list of all lines is kept, which of a hostile text would
    take more memory than the text: each answer is counted on from the nearest line that is known already.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        self._numbers = [1]

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at an offset; one past the last for the end of the text."""
        text = self._text
        known = bisect_right(self._starts, offset) - 1
        start, number = self._starts[known], self._numbers[known]
        end = offset - 1 if text[offset - 1 : offset + 1] == "\r\n" else offset  # between the two no line has ended
        begin = max(text.rfind("\n", start, end), text.rfind("\r", start, end)) + 1
        if begin <= start:
            return number, offset - start + 1
        number += text.count("\n", start, begin) + text.count("\r", start, begin) - text.count("\r\n", start, begin)
        self._starts.insert(known + 1, begin)
        self._numbers.insert(known + 1, number)
        return number, offset - begin + 1

    def place(self, name: str, offset: int) -> Place:
        line, column = self.at(offset)
        return Place(name, line, column)


def decode(content: bytes, limits: Limits) -> str:
    """The text of a file, without its byte-order mark. Raises Refused where it is too large, empty or no text."""
    if len(content) > limits.file_bytes:
        message = f"The file has {len(content):,} bytes, more than is read ({limit_named('file_bytes', limits)})."
        raise Refused(read_fault("READ-LIMIT", message, "Split the submission, or leave out what is not part of it."))
    text = _to_text(content)
    if not text or text.isspace():
        what = "are only spaces and line ends" if text else "is nothing"
        message = f"There {what} in this file."
        raise Refused(read_fault("READ-EMPTY", message, "Send the file with the plan in it.", 1, 1))
    if (at := text.find("\0")) >= 0:
        line, column = Lines(text).at(at)
        message = f"There is a null byte (00) at line {line}, column {column}, which no text file has."
        raise Refused(
            read_fault(
                "READ-CONTROL", message, "Take the character out, or save the file again as UTF-8 text.", line, column
            )
        )
    return text


def _to_text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise Refused(
            read_fault("READ-ENCODING", "The file is written in UTF-32, from byte 1, line 1, column 1.", _SAVE, 1, 1)
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16", "UTF-16")
    for magic, what, fix in _MAGIC:
        if content.startswith(magic):
            first = f"it begins with byte {content[0]:02X} at line 1, column 1"
            raise Refused(read_fault("READ-ENCODING", f"The file is not text but {what}: {first}.", fix, 1, 1))
    if len(content) > 1 and content[:64].count(0) * 3 >= len(content[:64]):
        at = content.index(0)
        where = f"byte {at + 1} (line 1, column {at + 1}) is 00"
        message = f"The file looks like UTF-16 or UTF-32 without a byte-order mark: {where}."
        raise Refused(read_fault("READ-ENCODING", message, _SAVE, 1, at + 1))
    marked = content.startswith(b"\xef\xbb\xbf")
    return _strictly(content[3:] if marked else content, "utf-8", "UTF-8", 3 if marked else 0)


def _strictly(content: bytes, encoding: str, title: str, skipped: int = 0) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(encoding, "ignore")
        line, column = Lines(before).at(len(before))
        nth = skipped + error.start + 1
        what = f"byte {content[error.start]:02X} at line {line}, column {column} (byte {nth} of the file)"
        message = f"The file is not {title} text: {what} is not part of any character."
        raise Refused(read_fault("READ-ENCODING", message, _SAVE, line, column)) from None
