"""All that a run received, judged once by the rules for the batch. A finding stands in the submission it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from planlint import engine, outcomes
from planlint.bind import Bound, Kind
from planlint.bind.kinds import Validators
from planlint.lang import ast
from planlint.lang.judge import Judgement
from planlint.lang.notes import Note
from planlint.lang.others import Beside
from planlint.limits import LIMITS, Limits
from planlint.model import BATCH, Document, Finding, ParameterUse, Path, Place, Related, Report, is_elsewhere, pointer
from planlint.packs import Pack, Rule
from planlint.received import Received
from planlint.records import dataclass, replace
from planlint.shape import RecordShape

_KIND = Kind(BATCH, "", {}, RecordShape(), Validators("", {"": {}}))
NAME = "all submissions"
"""What the report of a batch is called."""


def check(
    received: Received,
    pack: Pack,
    as_of: date,
    parameters: Mapping[str, ast.Expr],
    rules: Sequence[Rule],
    limits: Limits = LIMITS,
) -> Report:
    """The report of all that was received, by rules for the batch. Raises ToolFault where planlint is at fault."""
    digests = sorted(one.bound.document.digest for some in received.kept.values() for one in some)
    digest = "sha256:" + hashlib.sha256("\n".join(digests).encode()).hexdigest()
    document = Document(NAME, {}, digest, lambda path: Place(NAME))
    run = _Whole(document, _KIND, pack, as_of, parameters, limits, received, None)
    return run.whole(rules)


@dataclass(slots=True)
class _Whole(engine.Run):
    """The rules for the batch, run as those of a submission are; what differs is where things stand."""

    def whole(self, rules: Sequence[Rule]) -> Report:
        bound = Bound(self.document, self.kind, {})
        used: dict[str, ParameterUse] = {}
        judged = []
        for rule in rules:
            judgement: Judgement = self.judged(rule, bound, lambda: 1)
            used.update(judgement.used)
            judged.append(self.outcome(rule, judgement, bound))
        whole = (*self.clashes(), *judged)
        return Report(NAME, self.document.digest, BATCH, self.pack.stamp, whole, dict(sorted(used.items())))

    def beside(self, rule: Rule, bound: Bound) -> Beside:
        assert self.received is not None
        beside, several = self.received.whole(rule.checked)
        self.note_several(rule, several)
        return beside

    def finding(self, rule: Rule, note: Note, bound: Bound) -> Finding:
        assert self.received is not None
        plain = replace(note, path=(), missing=())
        found = engine.Run.finding(self, rule, plain, bound)
        if not is_elsewhere(note.path):
            return found
        path, place = self.received.locate(note.path)
        mark = outcomes.fingerprint(rule.code, f"{place.source}\n{pointer(path)}")
        related = tuple(one for one in found.related if one != Related(path, place))
        return replace(found, path=path, place=place, fingerprint=mark, related=related)

    def related(self, path: Path, bound: Bound) -> Related:
        assert self.received is not None
        return Related(*self.received.locate(path)) if is_elsewhere(path) else Related(path, Place(NAME))
