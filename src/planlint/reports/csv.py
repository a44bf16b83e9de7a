"""`csv`: one row a finding, and one for each rule that has none, so that every rule is there with its verdict.

For spreadsheets: UTF-8 with its mark, rows ended by CR LF, and no cell that a spreadsheet would take for a formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping

from planlint.model import FaultNote, Finding, Outcome, Report, Result, pointer
from planlint.reports._sections import theme_of
from planlint.reports._words import cites_words, path_words
from planlint.tally import Tally, weigh
from planlint.terminal import printable

SUFFIX = ".csv"
COLUMNS = (
    "submission", "kind", "rule", "title", "severity", "verdict", "counts", "source", "line", "column", "sheet", "cell",
    "field", "pointer", "message", "found", "expected", "difference", "unit", "rounding_allows", "rounding", "fix",
    "missing", "waits_for", "asked_for_by", "fingerprint", "pack", "as_of", "part", "owner", "theme",
)  # fmt: skip
"""`counts` says whether a row counts towards the answer, and if not, why not."""

_FIGURE = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_FORMULA = re.compile(r"\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")


def render(result: Result, sources: Mapping[str, bytes]) -> bytes:
    """The whole table, as UTF-8 with a byte order mark."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    table.writeheader()
    for row in _rows(result):
        table.writerow({name: cell(value) for name, value in row.items()})
    return text.getvalue().encode("utf-8-sig")


def cell(text: str) -> str:
    """The one encoder of a cell. A figure stays a figure, also below zero; whatever else begins like a formula does
    so after `'`.

    >>> cell("=1+1"), cell("-700.5"), cell("-1+1"), cell("＝A1")
    ("'=1+1", '-700.5', "'-1+1", "'＝A1")
    """
    shown = printable(text)
    return f"'{shown}" if _FORMULA.match(text) and not _FIGURE.fullmatch(text) else shown


def _rows(result: Result) -> Iterator[dict[str, str]]:
    for report in result.reports:
        tally = weigh(report)
        states = _states(tally)
        base = {
            "submission": report.name,
            "kind": report.kind or "",
            "pack": f"{report.pack.name} {report.pack.version}",
            "as_of": result.as_of.isoformat(),
        }
        unlisted = {id(one): n for one, n in tally.unlisted}
        for outcome in report.outcomes:
            for finding in outcome.findings:
                yield base | _rule(report, outcome) | _found(finding, states[id(finding)])
            if id(outcome) in unlisted:
                yield (
                    base
                    | _rule(report, outcome)
                    | {"counts": "yes", "message": _unlisted(outcome, unlisted[id(outcome)])}
                )
            elif not outcome.findings:
                yield base | _rule(report, outcome) | {"counts": "no: nothing found", "message": outcome.reason or ""}
    for fault in result.faults:
        yield _fault(fault) | {"as_of": result.as_of.isoformat()}


def _states(tally: Tally) -> dict[int, str]:
    """Whether each finding counts, by its identity."""
    pairs = (
        (tally.failures, "yes"),
        (tally.open, "yes"),
        (tally.blocked, "no: waits for another finding"),
        (tally.elsewhere, "no: waits for another submission"),
        (tally.rounding, "no: passes by rounding"),
    )
    return {id(one): words for findings, words in pairs for one in findings}


def _rule(report: Report, outcome: Outcome) -> dict[str, str]:
    theme = theme_of(report, outcome)
    return {
        "rule": outcome.rule,
        "title": outcome.title,
        "severity": outcome.severity.value,
        "verdict": outcome.verdict.value,
        "asked_for_by": cites_words(outcome.cites),
        "theme": f"{report.themes}, point {theme}" if theme else "",
    }


def _found(finding: Finding, state: str) -> dict[str, str]:
    place = finding.place
    return {
        "severity": finding.severity.value,
        "verdict": finding.verdict.value,
        "counts": state,
        "source": place.source,
        "line": str(place.line or ""),
        "column": str(place.column or ""),
        "sheet": place.sheet or "",
        "cell": place.cell or "",
        "field": path_words(finding.path),
        "pointer": pointer(finding.path),
        "message": finding.message,
        "found": finding.found or "",
        "expected": finding.expected or "",
        "difference": finding.difference or "",
        "unit": finding.unit or "",
        "rounding_allows": finding.slack or "",
        "rounding": finding.rounding,
        "fix": finding.fix or "",
        "missing": "; ".join(path_words(one) for one in finding.missing),
        "waits_for": "; ".join(finding.blocked_by),
        "fingerprint": finding.fingerprint,
        "part": finding.part,
        "owner": finding.owner or "",
    }


def _unlisted(outcome: Outcome, n: int) -> str:
    if outcome.omitted:
        return f"and {n} more, over the limit of findings kept"
    return outcome.reason or outcome.sentence or outcome.title


def _fault(fault: FaultNote) -> dict[str, str]:
    return {
        "submission": fault.submission,
        "rule": fault.rule,
        "verdict": "fault of planlint",
        "counts": "yes",
        "message": fault.message,
    }
