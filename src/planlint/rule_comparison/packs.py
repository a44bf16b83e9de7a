"""What of two packs differs, kind by kind, before anything is judged: rules, schemas and the guidance they cite."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from planlint import records
from planlint.bind.source import read_schema_file
from planlint.lang.checked import CheckedRule
from planlint.lang.spelling import spell
from planlint.packs import Pack, Rule
from planlint.packs.files import PackFiles
from planlint.records import dataclass, field, replace

_WHERE = ("pos", "depth")
"""What only says where in its file a construct stands."""
_FOR_AUTHORS = ("x-unread", "$comment")
"""Words of a schema that nothing which is judged or told turns on."""
_HOLIDAYS = "holidays"
"""The list that working days leave out without naming it."""


@dataclass(frozen=True, slots=True)
class KindDifference:
    """That a kind is judged otherwise by two packs: which rules have come, gone and changed, and what else differs.

    `schema` is also true where another kind has another schema that rules of this one read.
    """

    kind: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    schema: bool = False
    guidance: bool = False
    thresholds: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """Those that are declared otherwise, as the rules write them: old and new, None where there is none."""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.schema or self.guidance)

    def among(self, codes: Collection[str]) -> KindDifference:
        """The difference as far as those rules have a part in it."""
        added, removed, changed = (
            tuple(code for code in some if code in codes) for some in (self.added, self.removed, self.changed)
        )
        return replace(self, added=added, removed=removed, changed=changed)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of every rule that differs."""
        return tuple(sorted((*self.added, *self.removed, *self.changed)))


def differences(old: Pack, new: Pack) -> Mapping[str, KindDifference]:
    """How each kind, and the batch, is judged otherwise, by name: those only that are. Both packs have been loaded in
    full. Raises PackFault where the files of one cannot be read again."""
    one, other = _Side(old), _Side(new)
    found = (_difference(kind, one, other) for kind in sorted({*old.rules, *new.rules, *old.kinds, *new.kinds}))
    return {difference.kind: difference for difference in found if difference}


class _Side:
    """One of the two packs."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        files = PackFiles(pack.folder).schemas()
        self.schemas = {name: _judging(read_schema_file(name, text).schema) for name, text in files.items()}

    def rules(self, kind: str) -> dict[str, Rule]:
        return {rule.code: rule for rule in self.pack.rules_for(kind)}

    def schema(self, kind: str) -> dict[str, Any]:
        """What the schema of a kind is made of, by file; nothing where there is no such kind."""
        known = self.pack.kinds.get(kind)
        return {name: self.schemas.get(name) for name in (known.file, *known.needs)} if known else {}

    def guidance(self, kind: str) -> object:
        """What a report of a kind says of the guidance that its rules cite."""
        cited = {cite.source for rule in self.pack.rules_for(kind) for cite in rule.cites}
        names = sorted({*cited, *filter(None, (self.pack.themes,))})
        return self.pack.themes, {name: self.pack.sources.get(name) for name in names}


def _judging(schema: Any) -> Any:
    """A schema without what is only for its authors."""
    if isinstance(schema, dict):
        kept = {word: part for word, part in schema.items() if word not in _FOR_AUTHORS or not isinstance(part, str)}
        return {word: _judging(part) for word, part in kept.items()}
    return [_judging(part) for part in schema] if isinstance(schema, list) else schema


def _difference(kind: str, old: _Side, new: _Side) -> KindDifference:
    before, after = old.rules(kind), new.rules(kind)
    both = sorted(before.keys() & after.keys())
    read = {kind, *(name for rule in (*before.values(), *after.values()) for name in rule.reads)}
    return KindDifference(
        kind,
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(before.keys() - after.keys())),
        tuple(code for code in both if _differ(before[code], after[code], old.pack, new.pack)),
        any(old.schema(name) != new.schema(name) for name in read),
        old.guidance(kind) != new.guidance(kind),
        _thresholds(before.values(), after.values()),
    )


def _thresholds(old: Iterable[Rule], new: Iterable[Rule]) -> dict[str, tuple[str | None, str | None]]:
    """The thresholds that are declared otherwise in the files of some rules."""
    before, after = ({name: text for rule in rules for name, text in _declared(rule)} for rules in (old, new))
    names = sorted(before.keys() | after.keys())
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}


def _declared(rule: Rule) -> Iterator[tuple[str, str]]:
    """The thresholds of a rule's file, each as it is written there."""
    for name, some in rule.checked.parameters.items():
        yield name, ", ".join(spell(one.value) + (f" from {one.start}" if one.start else "") for one in some)


def _differ(old: Rule, new: Rule, one: Pack, other: Pack) -> bool:
    """Whether two rules of one code can come to anything different on the same data."""
    same_text = one.files[old.source].text == other.files[new.source].text
    if not same_text and _tree(old.checked) != _tree(new.checked):
        return True
    return old.checked.calendar != new.checked.calendar or list(_lists(old.checked)) != list(_lists(new.checked))


def _lists(rule: CheckedRule) -> Iterator[object]:
    """The code lists that a rule uses, and their rows."""
    used = _used(rule)
    for name, one in sorted(rule.lists.items()):
        if name in used or name == _HOLIDAYS:
            yield name, one.rows


def _used(rule: CheckedRule) -> set[str]:
    """Every word that a rule comes to, through the named expressions and tables of its file."""
    declared: dict[str, Any] = {**rule.defines, **{name: one.declared for name, one in rule.tables.items()}}
    used: set[str] = set()
    todo: list[Any] = [rule.rule, *(one.use for one in rule.others.values())]
    while todo:
        new = _words(todo.pop()) - used
        used |= new
        todo += [declared[word] for word in new & declared.keys()]
    return used


def _words(node: Any) -> set[str]:
    """Every text in a tree, the names in it among them."""
    if isinstance(node, str):
        return {node}
    if records.is_dataclass(node) and not isinstance(node, type):
        node = [getattr(node, field.name) for field in records.fields(node)]
    return set().union(*map(_words, node)) if isinstance(node, tuple | list) else set()


def _tree(rule: CheckedRule) -> object:
    """A rule and all that it uses of its file, without where it stands there."""
    used = _used(rule)
    declared = (
        [some for name, some in sorted(rule.parameters.items()) if name in used],
        [one for name, one in sorted(rule.defines.items()) if name in used],
        [one.declared for name, one in sorted(rule.tables.items()) if name in used],
        [one.use for _, one in sorted(rule.others.items())],
    )
    return _bare((rule.rule, rule.root, rule.effective, *declared))


def _bare(node: Any) -> Any:
    if records.is_dataclass(node) and not isinstance(node, type):
        fields = [field.name for field in records.fields(node) if field.name not in _WHERE]
        return type(node).__name__, *(_bare(getattr(node, name)) for name in fields)
    return tuple(map(_bare, node)) if isinstance(node, tuple | list) else node
