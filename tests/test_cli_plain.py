"""An ordinary command line is read without typer: as typer reads it, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlint.cli import _plain, _run, _typed

WORDS = (
    *("a.yaml", "b.json", "-", "--", "", "-q", "-v", "-qv", "-f", "-fjson", "--format", "--format=concise", "json"),
    *("--kind", "--kind=", "plan", "--as-of", "2017-04-01", "--set", "x=1", "--select=A-", "--ignore", "B-", "--ver"),
    *("--color", "never", "--color=always", "--limit-depth", "3", "0", "-1", "--limit-depth=07", "1e3"),
    *(
        "--allow-empty",
        "--allow-empty=1",
        "--pack",
        "there",
        "--no-such",
        "--help",
        "-h",
        "--limit-values",
        "\u0663",
        " 4",
    ),
    "--fail-on",
)
ORDINARY = (
    ["a.yaml"],
    ["a.yaml", "-q", "b.json", "--kind", "plan", "--as-of=2017-04-01"],
    ["--pack", "there", "-f", "json", "--", "-odd.yaml", "--kind"],
    ["-", "--stdin-filename", "x.yaml", "--set", "a=1", "--set", "b=2", "--select", "A-", "--limit-depth", "3"],
)


class _Asked(Exception):
    """Carries what was asked for out of the command, instead of its being done."""


@pytest.fixture
def caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(asked: Any) -> None:
        raise _Asked(asked)

    monkeypatch.setattr(_run, "Run", stop)


def outcome(run: Any, *arguments: Any) -> object:
    try:
        return run(*arguments)
    except Exception as fault:
        return type(fault), str(fault)


@pytest.mark.usefixtures("caught")
@pytest.mark.parametrize("words", ORDINARY)
def test_what_is_ordinary_needs_no_typer(words: list[str]) -> None:
    ordinary = _plain.read(["check", *words])
    assert ordinary is not None
    found = outcome(ordinary)
    assert isinstance(found, tuple)
    assert found[0] is _Asked
    assert found == outcome(_typed.command, ["check", *words])


@pytest.mark.usefixtures("caught")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), max_size=6))
def test_a_command_line_is_read_as_typer_reads_it_or_left_to_it(words: list[str]) -> None:
    def ours() -> object:
        ordinary = _plain.read(["check", *words])
        return None if ordinary is None else outcome(ordinary)

    found = outcome(ours)
    if found is not None:
        assert found == outcome(_typed.command, ["check", *words])
