"""What changes between two packs, for machines: nothing left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from planlint.model import Finding, Outcome, PackStamp, pointer
from planlint.rule_comparison.gather import Answer, Gathered, RuleChange
from planlint.rule_comparison.packs import KindDifference


def data(found: Gathered, old: PackStamp, new: PackStamp, as_of: date | None) -> dict[str, Any]:
    """All that changed, as plain JSON. It has every example only where `found` was told to keep them all."""
    return {
        "schema_version": "1",
        "old_pack": _stamp(old),
        "new_pack": _stamp(new),
        "as_of": as_of.isoformat() if as_of else None,
        "judged": found.judged,
        "changed": found.changed,
        "other_findings": found.otherwise,
        "batch_changed": found.batch_changed,
        "alike": dict(sorted(found.alike.items())),
        "not_judged": [{"name": name, "why": why} for name, why in found.unread],
        "differs": {kind: _difference(one) for kind, one in found.differs.items()},
        "sent_back": _answers(found.sent_back),
        "let_through": _answers(found.let_through),
        "rules": [_rule(one) for one in found.in_order()],
        "thresholds": [
            {"name": name, "old": before, "new": after, "kinds": kinds}
            for (name, before, after), kinds in found.thresholds.items()
        ],
        "beside": dict(sorted(found.beside.items())),
        "unshown": list(found.unshown),
        "untried": list(found.untried),
    }


def _stamp(stamp: PackStamp) -> dict[str, str]:
    return {"name": stamp.name, "version": stamp.version, "hash": stamp.hash}


def _difference(one: KindDifference) -> dict[str, Any]:
    return {
        "changed": list(one.changed),
        "added": list(one.added),
        "removed": list(one.removed),
        "schema": one.schema,
        "guidance": one.guidance,
    }


def _answers(some: Sequence[Answer]) -> list[dict[str, Any]]:
    return [
        {
            "submission": one.submission,
            "kind": one.kind,
            "before": one.before,
            "after": one.after,
            "rules": list(one.rules),
        }
        for one in some
    ]


def _rule(rule: RuleChange) -> dict[str, Any]:
    return {
        "rule": rule.code,
        "kinds": sorted(rule.kinds),
        "old": _own(rule.old),
        "new": _own(rule.new),
        "submissions": len(rule.submissions),
        "verdicts": [
            {"old": old and old.value, "new": new and new.value, "submissions": count}
            for (old, new), count in rule.verdicts.items()
        ],
        "counted_otherwise": rule.counted,
        "other_reason": rule.reasons,
        "not_compared": rule.unlisted,
        "changes": [
            {
                "what": sort.what.value,
                "count": some.count,
                "submissions": len(some.submissions),
                "findings": [
                    {
                        "submission": one.submission,
                        "old": _finding(one.change.old),
                        "new": _finding(one.change.new),
                    }
                    for one in some.examples
                ],
            }
            for sort, some in rule.sorts.items()
        ],
    }


def _own(outcome: Outcome | None) -> dict[str, Any] | None:
    """What a rule says of itself."""
    if outcome is None:
        return None
    cites = [{"source": one.source, "point": one.point} for one in outcome.cites]
    return {
        "title": outcome.title,
        "severity": outcome.severity.value,
        "sentence": outcome.sentence,
        "cites": cites,
        "tags": list(outcome.tags),
    }


def _finding(one: Finding | None) -> dict[str, Any] | None:
    if one is None:
        return None
    place = one.place
    return {
        "verdict": one.verdict.value,
        "severity": one.severity.value,
        "message": one.message,
        "pointer": pointer(one.path),
        "place": {
            "source": place.source,
            "line": place.line,
            "column": place.column,
            "sheet": place.sheet,
            "cell": place.cell,
        },
        "found": one.found,
        "expected": one.expected,
        "difference": one.difference,
        "unit": one.unit,
        "fix": one.fix,
        "fingerprint": one.fingerprint,
    }
