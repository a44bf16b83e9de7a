"""What any text format shares: encodings, empty files, characters that hide, and that nothing ever raises."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlint.model import Document, ReadFault, Unreadable
from planlint.readers import read
from planlint.readers.codes import CODES
from planlint.readers.text import Lines

PLAN = '{"plan": {"id": "P-1", "title": "café £4.2m"}}'


def refused(content: bytes, name: str = "plan.yaml") -> ReadFault:
    read_as = read(content, name)
    assert isinstance(read_as, Unreadable), read_as
    return read_as.fault


def document(text: str, name: str = "plan.json") -> Document:
    read_as = read(text.encode(), name)
    assert isinstance(read_as, Document), read_as
    return read_as


@pytest.mark.parametrize("name", ["plan.json", "plan.yaml", "PLAN.YML"])
@pytest.mark.parametrize(
    "content",
    [PLAN.encode(), PLAN.encode("utf-8-sig"), PLAN.encode("utf-16"), b"\xfe\xff" + PLAN.encode("utf-16-be")],
    ids=["utf-8", "utf-8 with mark", "utf-16 with mark", "utf-16 big-endian with mark"],
)
def test_encodings_that_say_what_they_are(content: bytes, name: str) -> None:
    read_as = read(content, name)
    assert isinstance(read_as, Document)
    assert read_as.data == {"plan": {"id": "P-1", "title": "café £4.2m"}}
    assert read_as.digest == "sha256:" + hashlib.sha256(content).hexdigest()
    place = read_as.locate(("plan", "title"))
    assert (place.line, place.column) == (1, 33)


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"a: 1\nb: caf\xe9 x\n", "READ-ENCODING", "byte E9 at line 2, column 7 (byte 12 of the file)"),
        (b"\xef\xbb\xbfa: caf\xe9 x\n", "READ-ENCODING", "byte E9 at line 1, column 7 (byte 10 of the file)"),
        (b"a: \xed\xa0\x80\n", "READ-ENCODING", "line 1, column 4"),
        (PLAN.encode("utf-16-le"), "READ-ENCODING", "byte 2 (line 1, column 2) is 00"),
        (PLAN.encode("utf-32"), "READ-ENCODING", "UTF-32"),
        (b"\xff\xfea\x00b", "READ-ENCODING", "not UTF-16 text"),
        (b"\x1f\x8b\x08\x00abc", "READ-ENCODING", "byte 1F at line 1, column 1"),
        (b"PK\x03\x04abc", "READ-ENCODING", "Office file"),
        (b"a: 1\nb: x\x00y and more text that is long\n", "READ-CONTROL", "line 2, column 5"),
        (b"", "READ-EMPTY", "nothing"),
        (b"\xef\xbb\xbf", "READ-EMPTY", "nothing"),
        (b" \r\n\t", "READ-EMPTY", "only spaces"),
    ],
)
@pytest.mark.parametrize("name", ["plan.json", "plan.yaml"])
def test_what_is_not_text_is_refused_naming_the_byte(content: bytes, code: str, said: str, name: str) -> None:
    fault = refused(content, name)
    assert fault.code == code
    assert said in fault.message


@pytest.mark.parametrize("name", ["plan.docx", "plan", ".yaml", "a.b/plan", "plan.\udcff\x1b"])
def test_an_unknown_ending_lists_the_known_ones(name: str) -> None:
    fault = refused(b"a: 1", name)
    assert fault.code == "READ-FORMAT"
    assert ".json, .yaml or .yml" in fault.fix
    assert fault.message.isprintable()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('{"owner": "a\\u0000b"}', ["READ-CONTROL"]),
        ('{"owner": "a\\u001bb"}', ["READ-CONTROL"]),
        ('{"owner": "a\\u202eb"}', ["READ-HIDDEN"]),
        ('{"owner": "\\u200b"}', ["READ-HIDDEN"]),
        ('{"owner": "a\\u200db"}', ["READ-HIDDEN"]),
        ('{"own\\u00ader": "a"}', ["READ-HIDDEN"]),
        ('{"owner": "co\\u00adoperate, 👩\u200d💻, 🏴\U000e0067\U000e0062\U000e007f, a\\tb\\nc, £ é – ’"}', []),
        ('["\\u0000"]', ["READ-CONTROL"]),
        ('["\\u001b", "\\u200b"]', []),
        ('{"Total": 1, "total": 2}', ["READ-CONFUSABLE"]),
        ('{"é": 1, "e\\u0301": 2}', ["READ-CONFUSABLE"]),
        ('{"a": [{"id": "I-1"}, {"id": "i-1 "}, {"id": "I-1"}]}', ["READ-CONFUSABLE"]),
        ('{"a": [{"ods_code": "RXC"}, {"ods_code": "RХC"}]}', ["READ-CONFUSABLE"]),
        ('{"a": [{"id": "O1"}, {"id": "01"}, {"id": "l1"}, {"id": "11"}, {"id": ""}]}', []),
        ('{"a": [{"title": "Plan"}, {"title": "plan"}]}', []),
    ],
)
def test_characters_that_hide(text: str, codes: list[str]) -> None:
    assert [fault.code for fault in document(text).faults] == codes


def test_a_hidden_character_is_shown_and_named() -> None:
    (fault,) = document('{"plan": {"title": "safe\\u202eevil"}}').faults
    assert fault.message == (
        "The text “safe<U+202E>evil” has a character that cannot be seen in it, U+202E (right-to-left override)."
    )
    assert (fault.line, fault.column, fault.path) == (1, 20, ("plan", "title"))


@given(st.text("ab\n\r\u2028", max_size=40), st.data())
def test_lines_are_counted_as_an_editor_counts(text: str, data: st.DataObject) -> None:
    lines = Lines(text)
    for offset in data.draw(st.lists(st.integers(0, len(text)), max_size=8)):
        starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text) if found.end() <= offset)]
        assert lines.at(offset) == (len(starts), offset - starts[-1] + 1)


SOUP = st.lists(
    st.sampled_from(
        ["a", "1", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ",", '"', "'", "#", "&a ", "*a", "!", "|", ">", "?", "%",
         "\t", "\\", "\\u", "d800", "---", "...", "<<", "no", "1e3", ".inf", "é", "\u2028", "\x85", "\ufeff", "\x00"]
    ),
    max_size=30,
).map(lambda parts: "".join(parts).encode())  # fmt: skip


@given(st.binary(max_size=60) | SOUP, st.sampled_from(["p.yaml", "p.json"]), st.lists(st.integers(0, 2) | st.just("a")))
@settings(max_examples=600, deadline=None)
def test_no_bytes_make_it_raise_and_all_it_says_can_be_written(
    content: bytes, name: str, path: list[int | str]
) -> None:
    read_as = read(content, name)
    faults = [read_as.fault] if isinstance(read_as, Unreadable) else list(read_as.faults)
    for fault in faults:
        assert fault.code in CODES
        assert fault.message.isprintable()
        assert fault.fix.isprintable()
        assert fault.line is None or fault.line >= 1
    if isinstance(read_as, Document):
        repr(read_as.data).encode()
        place = read_as.locate(tuple(path))
        assert place.line is not None
        assert place.line <= len(re.findall(rb"\r\n|\r|\n", content)) + 1


def test_every_code_is_explained(root: Path) -> None:
    page = (root / "docs" / "reading.md").read_text()
    assert sorted(set(re.findall(r"^### `(READ-[A-Z-]+)`", page, re.MULTILINE))) == sorted(CODES)
    for code, title in CODES.items():
        assert f"### `{code}` {title}\n" in page


def test_every_code_that_is_used_is_in_the_table(root: Path) -> None:
    used: set[str] = set()
    for path in (root / "src" / "planlint" / "readers").glob("*.py"):
        if path.name != "codes.py":
            used |= set(re.findall(r'"(READ-[A-Z-]+)"', path.read_text()))
    assert used == set(CODES)
