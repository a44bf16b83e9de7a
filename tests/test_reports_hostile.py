"""No text of a submission, a file name or a pack can change the structure of what a person or a program reads."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from planlint import reports
from planlint.model import Result, Verdict
from planlint.reports import TerminalFormat, View, concise, full, plain
from planlint.tally import weigh
from planlint.terminal import printable
from tests.strategies_results import nasty_text, results

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
SOURCE = ("\x1b[2J\tb\u202e" + "x\r" * 50 + "\n").encode() * 200
ANY = results(text=nasty_text())


@given(result=ANY)
@settings(deadline=None, max_examples=60)
def test_terminal_formats_hold_no_control_characters(result: Result) -> None:
    sources = {report.name: SOURCE for report in result.reports}
    for name in reports.names():
        form = reports.load(name)
        if isinstance(form, TerminalFormat):
            for view in (View(), View(width=40), View(everything=True)):
                assert not CONTROL.search(form.draw(result, sources, view)), name


@given(result=ANY)
@settings(deadline=None, max_examples=60)
def test_colour_adds_only_our_own_codes(result: Result) -> None:
    sources = {report.name: SOURCE for report in result.reports}
    for form in (plain, full, concise):
        drawn = re.sub(r"\x1b\[[0-9;]+m", "", form.draw(result, sources, View(colour=True)))
        plainly = form.draw(result, sources, View())
        assert [line.rstrip() for line in drawn.split("\n")] == [line.rstrip() for line in plainly.split("\n")]


@given(result=ANY)
@settings(deadline=None, max_examples=60)
def test_concise_has_one_line_a_finding(result: Result) -> None:
    found = sum(
        finding.verdict in (Verdict.FAIL, Verdict.CANNOT_ASSESS)
        for report in result.reports
        for outcome in report.outcomes
        for finding in outcome.findings
    )
    more = sum(len(weigh(report).unlisted) for report in result.reports)
    assert len(concise.render(result, {}).splitlines()) == found + more + len(result.faults)


@given(result=ANY)
@settings(deadline=None, max_examples=60)
def test_plain_without_leaving_out_numbers_every_finding(result: Result) -> None:
    for report in result.reports:
        one = Result(result.tool_version, result.as_of, 1, "", (report,))
        tally = weigh(report)
        numbered = re.findall(r"^ ?\d+\. ", plain.draw(one, {}, View(everything=True)), re.MULTILINE)
        assert len(numbered) == len(tally.failures) + len(tally.open)


@pytest.mark.parametrize("code", [*range(0x20), *range(0x7F, 0xA0), 0x202E, 0x2066, 0x200B, 0xFEFF, 0xDCFF, 0xE0041])
def test_every_control_is_shown_and_not_sent(code: int) -> None:
    shown = printable(chr(code))
    assert shown.isascii()
    assert shown.isprintable()
    assert len(shown) > 1
