"""A pack that has been loaded, as it is kept for the next run: what people see of its rules, and their trees.

It is plain JSON, and belongs to the files whose hash it is kept under: those are known to be sound, so that reviving it
checks nothing again, and makes only what is asked for. No tests are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from planlint.bind import Kind, sound_kinds
from planlint.model import Citation, PackStamp, Severity, Source
from planlint.packs.files import LISTS, PackFiles
from planlint.packs.pack import Pack, Rule
from planlint.shape import RecordShape

if TYPE_CHECKING:
    from planlint.lang.checked import CheckedRule


def keep(pack: Pack) -> bytes | None:
    """A pack as it is kept; None where it holds what cannot be."""
    from dataclasses import asdict

    from planlint.lang.plain import to_plain

    try:
        trees = {name: json.dumps(to_plain(_bare(file))) for name, file in pack.files.items()}
    except TypeError:
        return None
    whole = {
        "stamp": [pack.stamp.name, pack.stamp.version],
        "kinds": {name: [kind.file, kind.needs] for name, kind in pack.kinds.items()},
        "rules": {kind: [_seen(rule) for rule in rules] for kind, rules in pack.rules.items()},
        "sources": [asdict(one) for one in pack.sources.values()],
        "parameters": sorted(pack.parameters),
        "files": {kind: sorted({rule.source for rule in rules}) for kind, rules in pack.rules.items()},
        "fiscal": _fiscal(pack),
        "trees": trees,
        "themes": pack.themes,
    }
    return json.dumps(whole).encode()


def revive(content: bytes, files: PackFiles) -> Pack | None:
    """The pack that was kept; None where this is none."""
    try:
        whole = json.loads(content)
        again = _Again(whole, files)
        sources = {one["id"]: Source(**one) for one in whole["sources"]}
        rules = {
            kind: tuple(again.rule(kind, seen, sources) for seen in every) for kind, every in whole["rules"].items()
        }
        stamp = PackStamp(whole["stamp"][0], whole["stamp"][1], files.hash())
        return Pack(
            files.folder, stamp, again.kinds, rules, sources, frozenset(whole["parameters"]), {}, whole["themes"]
        )
    except (ValueError, TypeError, LookupError, AttributeError):
        return None


def _bare(file: Any) -> Any:
    from planlint.records import replace

    return replace(file, tests=(), text="")


def _fiscal(pack: Pack) -> list[int] | None:
    for file in pack.files.values():
        for one in file.fiscal:
            return [one.month, one.day]
    return None


def _seen(rule: Rule) -> list[Any]:
    """What people see of a rule."""
    return [
        rule.code,
        rule.title,
        rule.severity,
        [[one.source, one.point] for one in rule.cites],
        rule.tags,
        rule.source,
        rule.line,
        rule.why,
        sorted(rule.reads),
        rule.sentence,
    ]


class _Shapes(Mapping[str, Any]):
    """The shapes of kinds that are made when they are first asked for."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = kinds

    def __getitem__(self, kind: str) -> Any:
        return self._kinds[kind].shape

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)


class _Again:
    """A pack being revived: each part is made when it is first asked for."""

    def __init__(self, whole: Mapping[str, Any], files: PackFiles) -> None:
        self.whole, self.files = whole, files
        self.kinds = sound_kinds(files.schemas(), whole["kinds"])
        self.made: dict[str, dict[str, CheckedRule]] = {}

    def rule(self, kind: str, seen: list[Any], sources: Mapping[str, Source]) -> Rule:
        code, title, severity, cites, tags, source, line, why, reads, said = seen
        return Rule(
            code,
            title,
            Severity(severity),
            tuple(Citation(*one) for one in cites),
            tuple(tags),
            source,
            line,
            why,
            frozenset(reads),
            sources,
            lambda: self.checked(kind)[code],
            said,
        )

    def checked(self, kind: str) -> dict[str, CheckedRule]:
        """The rules of a kind, ready to run, by code."""
        if kind not in self.made:
            self.made[kind] = {one.rule.code: one for file in self.whole["files"][kind] for one in self._of(file, kind)}
        return self.made[kind]

    def _of(self, file: str, kind: str) -> tuple[CheckedRule, ...]:
        from planlint.lang.plain import from_plain
        from planlint.lang.resolve import check
        from planlint.values import FiscalCalendar

        calendar = FiscalCalendar(*self.whole["fiscal"] or ())
        tree = from_plain(json.loads(self.whole["trees"][file]))
        shape = self.kinds[kind].shape if kind in self.kinds else RecordShape()
        rules, problems = check(tree, kind, shape, self.lists, calendar, _Shapes(self.kinds))
        if problems:
            raise RuntimeError(f"{file} was sound when it was kept, and is not now: {problems[0].message}")
        return rules

    @cached_property
    def lists(self) -> Any:
        from planlint.packlists import ListFolder

        return ListFolder(LISTS, self.files.read)
