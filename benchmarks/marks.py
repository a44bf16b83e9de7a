"""What a report found, in the marks of the reference work, so that findings can be compared."""

from __future__ import annotations

from benchmarks.material import Mark
from planlint.model import Report, Verdict, pointer

_AT_THE_RECORD = ("SHAPE-REQUIRED", "SHAPE-UNKNOWN-FIELD")
"""Of a field that is missing or unknown the labels name the record; planlint names the field."""


def marks(report: Report) -> list[Mark]:
    """Everything that a report holds against a plan. What could not be assessed or was left out is told as such."""
    found: list[Mark] = []
    for outcome in report.outcomes:
        found += [("omitted", outcome.rule)] * outcome.omitted
        for finding in outcome.findings:
            if finding.verdict is Verdict.PASS:
                continue
            path = finding.path[:-1] if finding.rule in _AT_THE_RECORD else finding.path
            shape = finding.rule.startswith("SHAPE-")
            code = "S" if shape else finding.rule.replace("-", "") if finding.verdict is Verdict.FAIL else "unknown"
            found.append((code, pointer(path)))
    return found
