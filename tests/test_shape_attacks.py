"""Hostile schemas end as they should: refused when the pack is loaded, or read safely and in time."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from planlint.bind import Bound, bind, load_kinds
from planlint.errors import PackFault
from planlint.model import Document, Place
from tests.clock import within

REASONS = {
    "schema.remote-ref": ("leaves the pack", "leads to no schema of this pack"),
    "schema.unknown-dialect": ("Only JSON Schema 2020-12 is read",),
    "schema.ref-loop": ("This schema contains itself",),
    "schema.bad-ref": ("leads nowhere",),
    "schema.bad-pattern": ("The pattern cannot be used",),
    "input.too-deep": ("more than 64 levels deep",),
    "schema.unknown-keyword": ("is not a word of this schema language",),
    "schema.invalid": ("is not what JSON Schema 2020-12 allows here", "This number is out of range"),
    "schema.format": ("is not checked by planlint",),
    "limit.steps": ("judges one value by more than 1,000 schemas",),
}
CODES = {"schema.pattern": "SHAPE-PATTERN", "input.too-many-findings": "SHAPE-TYPE", "schema.type": "SHAPE-TYPE"}


@pytest.fixture(scope="module")
def attacks(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """The hostile cases, written out, with a listener at the address that they would call."""
    out = tmp_path_factory.mktemp("attacks")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        called: list[object] = []
        threading.Thread(target=answer, args=(listener, called), daemon=True).start()
        port = str(listener.getsockname()[1])
        maker = str(shared / "attacks/make_attacks.py")
        subprocess.run(
            [sys.executable, maker, "--out", str(out), "--no-big", "--only", "schema-*", "--port", port],
            check=True,
            capture_output=True,
        )
        yield out, json.loads((out / "manifest.json").read_text())["cases"]
        assert called == [], "something was fetched"


def answer(listener: socket.socket, called: list[object]) -> None:
    """Note who calls, until the listener is closed."""
    with contextlib.suppress(OSError):
        called.append(listener.accept()[1])


def read(folder: Path) -> tuple[bytes, Any]:
    return (folder / "schema.json").read_bytes(), json.loads((folder / "plan.json").read_text())


def judged(schema: bytes, data: Any) -> Bound:
    """The data judged by the schema, as the one field of a kind."""
    whole = b'{"type": "object", "properties": {"it": ' + schema + b"}}"
    (kind,) = load_kinds({"plan.schema.json": whole}).values()
    return bind(Document("plan.json", {"it": data}, "", lambda path: Place("plan.json")), kind)


def refusal(schema: bytes) -> str:
    with pytest.raises(PackFault) as caught:
        load_kinds({"schema.json": schema})
    return str(caught.value)


def test_hostile_schemas_are_refused_with_the_reason(attacks: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, cases = attacks
    refused = [case for case in cases if case["expect"]["exit"] == 2]
    assert len(refused) >= 15
    for case in refused:
        schema, _ = read(folder / case["name"])
        said = within(case["expect"]["max_seconds"], partial(refusal, schema))
        assert any(reason in said for reason in REASONS[case["expect"]["finding"]]), (case["name"], said)
        assert not any(secret in said for secret in case["expect"]["absent"])


def test_hostile_data_is_judged_safely_and_in_time(attacks: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, cases = attacks
    judged_cases = [case for case in cases if case["expect"]["exit"] != 2]
    assert len(judged_cases) >= 6
    for case in judged_cases:
        schema, data = read(folder / case["name"])
        result = within(case["expect"]["max_seconds"], partial(judged, schema, data))
        wanted = CODES.get(case["expect"]["finding"])
        assert {fault.code for fault in result.faults} == ({wanted} if wanted else set()), case["name"]
        assert all(len(fault.message) < 500 for fault in result.faults), case["name"]
        assert len(result.faults) <= 1_000
