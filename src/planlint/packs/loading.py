"""Every file of a pack read in full: its problems, all of them, or the pack."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from planlint import readers
from planlint.bind import Kind, load_kinds
from planlint.errors import PackFault, Problem
from planlint.lang import ast
from planlint.lang.lists import CodeList
from planlint.lang.parameters import differing
from planlint.lang.parse import parse_file
from planlint.lang.resolve import check
from planlint.limits import LIMITS
from planlint.model import BATCH, PackStamp, Source, Unreadable, Value
from planlint.packlists import ListFolder
from planlint.packs.files import LISTS, PackFiles
from planlint.packs.pack import Pack, Rule
from planlint.shape import RecordShape
from planlint.values import FiscalCalendar

_MANIFEST = ("name", "version", "title", "licence", "themes")
_SOURCE = ("id", "title", "publisher", "date", "url", "points")


def comment_above(text: str, line: int) -> str:
    """The lines of comment that end on the line before one (from 1), as running text, up to an acceptance.

    >>> comment_above("x\\n# Because it\\n#   matters.\\nrule A-1", 4)
    'Because it matters.'
    """
    lines = text.split("\n")[: max(0, line - 1)]
    said: list[str] = []
    while lines and (last := lines.pop().strip()).startswith("#"):
        words = last.lstrip("#").strip()
        said = [] if words.startswith(("mutation accepted:", "lint accepted:")) else [words, *said]
    return " ".join(filter(None, said))


def _in_file(file: ast.RuleFile, pos: ast.Pos, message: str, hint: str = "") -> Problem:
    """A problem at a place of a rule file, with the line that it stands in."""
    line = file.text.split("\n")[pos.line - 1].rstrip("\r")
    return Problem(file.source, pos.line, pos.column, message, hint, line[:200], min(pos.length, 80))


def _near(word: str, among: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(among), 1, 0.5)
    return f"Did you mean {close[0]!r}?" if close else ""


class Loader:
    """The loading of one pack."""

    def __init__(self, files: PackFiles) -> None:
        self.files, self.read = files, files.read
        self.problems = list(files.problems)
        self.written: dict[str, ast.RuleFile] = {}

    def load(self) -> Pack:
        """The pack. Raises PackFault with every problem of every file."""
        manifest = self.manifest()
        sources = self.sources()
        kinds = self.kinds()
        lists = ListFolder(LISTS, self.read)
        rules = self.rules(kinds, lists, sources)
        self.problems += lists.problems
        themes = manifest["themes"] or None
        if themes is not None and not (themes in sources and sources[themes].points):
            message = f"themes: {themes!r} is not a source with points in rules/sources.yaml."
            self.fault("rules/pack.yaml", message, "Its points are the headings that findings may be grouped under.")
        if not self.problems and not any(rules.values()):
            self.fault("rules", "The pack has no rules, so nothing would be checked.")
        if self.problems:
            raise PackFault(self.problems)
        parameters = {name for some in rules.values() for rule in some for name in rule.checked.parameters}
        stamp = PackStamp(manifest["name"], manifest["version"], self.files.hash())
        return Pack(self.files.folder, stamp, kinds, rules, sources, frozenset(parameters), self.written, themes)

    def fault(self, source: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(source, 0, 0, message, hint))

    # ------------------------------------------------------------------ parts
    def yaml(self, name: str) -> Value:
        """A YAML file of the pack, read as strictly as a submission."""
        document = readers.read(self.read[name], name)
        if isinstance(document, Unreadable):
            fault = document.fault
            self.problems.append(Problem(name, fault.line or 0, fault.column or 0, fault.message, fault.fix))
            return None
        for one in document.faults:
            self.problems.append(Problem(name, one.line or 0, one.column or 0, one.message, one.fix))
        return document.data

    def manifest(self) -> dict[str, str]:
        name = "rules/pack.yaml"
        data = self.yaml(name) if name in self.read else None
        if not isinstance(data, dict):
            self.fault(name, "This should say the pack's name, version, title and licence.")
            return dict.fromkeys(_MANIFEST, "")
        for word in data:
            if word not in _MANIFEST:
                self.fault(
                    name, f"`{word}` cannot stand here.", f"A pack says {', '.join(_MANIFEST)}; it brings no code."
                )
        for word in ("name", "version"):
            if not isinstance(data.get(word), str) or not str(data[word]).strip():
                self.fault(name, f"The pack's {word} is not given as a text.", f'Write {word}: "…".')
        return {word: str(data.get(word, "")) for word in _MANIFEST}

    def sources(self) -> dict[str, Source]:
        name = "rules/sources.yaml"
        data = self.yaml(name) if name in self.read else []
        found: dict[str, Source] = {}
        if isinstance(data, dict):
            data = [{"id": key, **value} if isinstance(value, dict) else value for key, value in data.items()]
        for one in data if isinstance(data, list) else []:
            known = one.get("id") if isinstance(one, dict) else None
            if not isinstance(one, dict) or not isinstance(known, str):
                self.fault(name, "Each source is a record with an id.")
                continue
            if not set(one) <= {*_SOURCE, "note", "notes", "key"}:
                self.fault(name, f"{one['id']}: only {', '.join(_SOURCE)} can stand here.")
            points = one.get("points") or {}
            if isinstance(points, list):
                points = {str(n): text for n, text in enumerate(points, 1)}
            told = {str(key): str(text) for key, text in points.items()} if isinstance(points, dict) else {}
            title, publisher, when, url = (str(one.get(word) or "") for word in ("title", "publisher", "date", "url"))
            found[known] = Source(known, title, publisher, when, url, told)
        return found

    def kinds(self) -> Mapping[str, Kind]:
        schemas = self.files.schemas()
        if not schemas:
            self.fault("schemas", "The pack has no schemas, so it knows no kind of submission.")
            return {}
        try:
            return load_kinds(schemas)
        except PackFault as fault:
            self.problems += fault.problems
            return {}

    def rules(
        self, kinds: Mapping[str, Kind], lists: Mapping[str, CodeList], sources: Mapping[str, Source]
    ) -> dict[str, tuple[Rule, ...]]:
        files: list[ast.RuleFile] = []
        for name in sorted(self.read):
            if name.endswith(".rules"):
                files += self.parsed(name)
        calendars = [(file, one) for file in files for one in file.fiscal]
        if len(calendars) > 1:
            self.fault(calendars[1][0].source, "The pack says more than once when a financial year starts.")
        fiscal = FiscalCalendar(calendars[0][1].month, calendars[0][1].day) if calendars else FiscalCalendar()
        rules: dict[str, dict[str, Rule]] = {kind: {} for kind in (*kinds, BATCH)}
        shapes = {name: kind.shape for name, kind in kinds.items()}
        pairs: list[tuple[str, ast.RuleFile]] = []
        for file in files:
            self.cited(file, sources)
            for kind in self.kinds_of(file, kinds):
                pairs.append((kind, file))
                shape = kinds[kind].shape if kind in kinds else RecordShape()
                checked, problems = check(file, kind, shape, lists, fiscal, shapes)
                self.problems += problems
                for one in checked:
                    before = rules[kind].setdefault(
                        one.rule.code, Rule.of(one, sources, comment_above(file.text, one.rule.pos.line))
                    )
                    if before.checked is not one:
                        where = f"{before.source}:{before.line}"
                        message = f"{one.rule.code} is already the code of a rule for {kind}, in {where}."
                        self.problems.append(_in_file(file, one.rule.pos, message))
        self.problems += differing(pairs)
        if sum(map(len, rules.values())) > LIMITS.rules:
            self.fault("rules", f"The pack has more than {LIMITS.rules:,} rules.")
        return {
            kind: tuple(some[code] for code in sorted(some)) for kind, some in rules.items() if some or kind in kinds
        }

    def parsed(self, name: str) -> list[ast.RuleFile]:
        try:
            text = self.read[name].decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            line = self.read[name].count(b"\n", 0, fault.start) + 1
            self.problems.append(Problem(name, line, 1, "The file is not text in UTF-8.", "Save it as UTF-8."))
            return []
        file, problems = parse_file(text, name)
        self.problems += problems
        if file is not None:
            self.written[name] = file
        return [file] if file is not None else []

    def kinds_of(self, file: ast.RuleFile, kinds: Mapping[str, Kind]) -> list[str]:
        if not file.heads:
            self.fault(file.source, "The file does not say which kind its rules are for.", "`rules for KIND as NAME`")
            return []
        head = file.heads[0]
        if head.batch:
            return [BATCH]
        if not head.kinds:
            return sorted(kinds)
        for kind in head.kinds:
            if kind not in kinds and kinds:
                message = f"There is no kind {kind!r} in this pack. Kinds: {', '.join(sorted(kinds))}."
                self.problems.append(_in_file(file, head.pos, message, _near(kind, kinds)))
        return [kind for kind in dict.fromkeys(head.kinds) if kind in kinds]

    def cited(self, file: ast.RuleFile, sources: Mapping[str, Source]) -> None:
        for rule in file.rules:
            for cite in rule.cites:
                source = sources.get(cite.source)
                if source is None:
                    message = f"{rule.code} cites {cite.source!r}, which is not in rules/sources.yaml."
                elif cite.point is not None and source.points and cite.point not in source.points:
                    message = f"{rule.code} cites point {cite.point} of {cite.source!r}, which has no such point."
                else:
                    continue
                self.problems.append(_in_file(file, cite.pos, message, _near(cite.source, sources)))
