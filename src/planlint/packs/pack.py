"""What a pack is once it has been read: kinds, rules as people see them, sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from planlint.model import Citation, Outcome, PackStamp, Severity, Source
from planlint.records import dataclass, field, replace

if TYPE_CHECKING:
    from planlint.bind import Kind
    from planlint.lang import ast
    from planlint.lang.checked import CheckedRule


@dataclass(frozen=True)
class Rule:
    """A rule of a pack as people see it; `checked` is what runs, made when it is first asked for.

    `source` is the name of its file, and `line` where it begins there.
    """

    code: str
    title: str
    severity: Severity
    cites: tuple[Citation, ...]
    tags: tuple[str, ...]
    source: str
    line: int
    why: str
    """Why there is such a rule, in its author's words: the comment right above it. Empty where there is none."""
    reads: frozenset[str]
    """The kinds of the other submissions that it reads."""
    sources: Mapping[str, Source] = field(repr=False)
    late: Callable[[], CheckedRule] = field(repr=False, compare=False)
    said: str | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, checked: CheckedRule, sources: Mapping[str, Source], why: str = "") -> Rule:
        """The rule that has been checked."""
        rule = checked.rule
        cites = tuple(Citation(one.source, one.point) for one in rule.cites)
        severity = Severity(rule.obligations[0].verb)
        line = rule.pos.line
        reads = frozenset(one.kind for one in checked.others.values())
        return cls(
            rule.code,
            rule.title,
            severity,
            cites,
            rule.tags,
            checked.source,
            line,
            why,
            reads,
            sources,
            lambda: checked,
        )

    @cached_property
    def checked(self) -> CheckedRule:
        return self.late()

    @cached_property
    def sentence(self) -> str:
        """The rule in English."""
        if self.said is not None:
            return self.said
        from planlint.lang.sentence import sentence

        return sentence(self.checked)


@dataclass(frozen=True, slots=True)
class Pack:
    """Schemas, rules and lists, resolved against each other. `parameters` are the names of all thresholds.

    `files` are the rule files as written, by name. `themes` is the id of the source whose points are the headings that
    findings may be grouped under.
    """

    folder: Path
    stamp: PackStamp
    kinds: Mapping[str, Kind]
    rules: Mapping[str, tuple[Rule, ...]]
    sources: Mapping[str, Source]
    parameters: frozenset[str]
    files: Mapping[str, ast.RuleFile] = field(default_factory=dict)
    themes: str | None = None

    def rules_for(self, kind: str) -> tuple[Rule, ...]:
        """The rules of a kind, in order of their code."""
        return self.rules.get(kind, ())

    def cited(self, outcomes: Iterable[Outcome]) -> dict[str, Source]:
        """The guidance that rules cite, with the points that they cite; of the source of themes, every point."""
        points: dict[str, set[str]] = {self.themes: set()} if self.themes else {}
        for outcome in outcomes:
            for cite in outcome.cites:
                points.setdefault(cite.source, set()).update(filter(None, (cite.point,)))
        found = {}
        for name in sorted(points.keys() & self.sources.keys()):
            source = self.sources[name]
            kept = {n: text for n, text in source.points.items() if n in points[name] or name == self.themes}
            found[name] = replace(source, points=kept)
        return found
