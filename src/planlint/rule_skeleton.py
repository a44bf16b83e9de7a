"""A rule to begin with: it loads and its tests pass, and its comments say what is to be filled in."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from planlint import packs
from planlint.bind import Kind
from planlint.errors import PackFault, UsageFault
from planlint.lang import ast
from planlint.lang.format import formatted
from planlint.model import Document
from planlint.packs.files import PackFiles
from planlint.packs.loading import Loader
from planlint.records import dataclass
from planlint.rule_tests import FIXTURES, TestFault, good_submission
from planlint.shape import ListShape, MapShape, RecordShape
from planlint.terminal import printable

_CODE = re.compile(r"[A-Z][A-Za-z0-9]*-[0-9]+")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RULE = """\
# To fill in: why there is such a rule, in a line or two. The report prints what stands here, right above the rule.
rule {code} "{title}"
  # To fill in: who asks for it, such as `cites "ID" point 2`, with an id of rules/sources.yaml.
  # To fill in: what must hold, instead of the next line; `should` is to be explained, `could` is advice.
  must {root}.{field} is given
    say "To fill in: what is wrong, with its figures in curly brackets."
    fix "To fill in: what to do about it."

# To fill in: a test for each way in which the rule can fail, and one at the edge of each threshold.
test {code} "a good submission passes"
  given "{given}"
  expect pass

test {code} "what breaks it is found"
  given "{given}"
  remove {root}.{field}
  expect fail 1 time at {root}.{field}
"""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The file of a pack that a new rule goes in, by its name from the pack's folder, with all it then holds.

    `line` is where the rule begins, and `new` says that there was no such file.
    """

    name: str
    content: bytes
    line: int
    new: bool


def skeleton(folder: Path | None, code: str, title: str, kind: str | None) -> Skeleton:
    """A rule of that code, put where it belongs. Nothing is written.

    Raises UsageFault where the code is taken or no code, where no kind is meant, and where no good submission shows
    how to begin; PackFault where the pack does not load.
    """
    if not _CODE.fullmatch(code) or len(code) > 40:
        raise UsageFault(f"{code!r} is no code of a rule. Write letters, a hyphen and digits, such as FIN-001.")
    if not title.strip() or printable(title) != title or len(title) > 200:
        raise UsageFault("The title of a rule is one line of text, of 200 characters at most. Write what must hold.")
    if folder is None and packs.shipped().name == "pack":
        raise UsageFault("The pack that is built in is not written to. Name the folder of yours: --pack DIR.")
    files = PackFiles(packs.shipped() if folder is None else folder)
    kinds, parsed = _read(files)
    _free(code, parsed)
    chosen = kinds[_kind(kind, kinds)]
    name, before = _where(code, chosen.name, parsed)
    root = before.heads[0].name if before else _root(chosen, parsed)
    given, field = _begin(chosen, files.folder)
    text = _RULE.format(code=code, title=title.strip().replace('"', '""'), root=root, field=field, given=given)
    head = before.text.rstrip() + "\n" if before else f'rules for {chosen.name} as {root}\ntitle "{_heading(code)}"\n'
    whole = f"{head}\n{text}"
    laid, _ = formatted(f"rules for {chosen.name} as {root}\n\n{text}", name)
    if laid is None or not laid.endswith(text):
        raise RuntimeError(f"a new rule is not laid out as rules are: {laid}")
    content = whole.encode("utf-8")
    _sound(files, name, content)
    line = whole[: whole.rindex(f"\nrule {code} ") + 1].count("\n") + 1
    return Skeleton(name, content, line, before is None)


def _read(files: PackFiles) -> tuple[Mapping[str, Kind], Mapping[str, ast.RuleFile]]:
    """The kinds and the rule files of a pack, which may have no rule yet."""
    loader = Loader(files)
    kinds = loader.kinds()
    for name in sorted(files.read):
        if name.endswith(".rules"):
            loader.parsed(name)
    if loader.problems:
        raise PackFault(loader.problems)
    return kinds, loader.written


def _free(code: str, parsed: Mapping[str, ast.RuleFile]) -> None:
    """Make sure that no rule of the pack has a code. Raises UsageFault with the next that is free."""
    known = {rule.code: f"{file.source}:{rule.pos.line}" for file in parsed.values() for rule in file.rules}
    if code not in known:
        return
    stem, _, digits = code.rpartition("-")
    n = int(digits)
    while (free := f"{stem}-{n:0{len(digits)}}") in known:
        n += 1
    raise UsageFault(f"{code} is the code of a rule already, in {known[code]}. The next that is free is {free}.")


def _kind(kind: str | None, kinds: Mapping[str, Kind]) -> str:
    if kind is None and len(kinds) == 1:
        return next(iter(kinds))
    if kind is None:
        raise UsageFault(f"Say which kind of submission the rule is for: --kind KIND. Kinds: {', '.join(kinds)}.")
    if kind not in kinds:
        raise UsageFault(f"There is no kind {kind!r} in this pack. Kinds: {', '.join(kinds)}.")
    return kind


def _where(code: str, kind: str, parsed: Mapping[str, ast.RuleFile]) -> tuple[str, ast.RuleFile | None]:
    """The file of this kind alone that has most rules whose codes begin so, else a new one."""
    stem = code.rpartition("-")[0]
    found: list[tuple[int, str]] = []
    for name, file in parsed.items():
        alike = sum(rule.code.rpartition("-")[0] == stem for rule in file.rules)
        if alike and file.heads and file.heads[0].kinds == (kind,):
            found.append((-alike, name))
    if found:
        name = min(found)[1]
        return name, parsed[name]
    names = {name.casefold() for name in parsed}
    base, n = f"rules/{kind}/{stem.lower()}", 1
    while (name := f"{base}{'' if n == 1 else f'-{n}'}.rules").casefold() in names:
        n += 1
    return name, None


def _root(kind: Kind, parsed: Mapping[str, ast.RuleFile]) -> str:
    """What the other rules of a kind call its submission."""
    heads = [file.heads[0] for file in parsed.values() if file.heads]
    named = [head.name for head in heads if head.kinds == (kind.name,)] + [head.name for head in heads if head.name]
    return named[0] if named else "it"


def _heading(code: str) -> str:
    return f"To fill in: what the rules {code.rpartition('-')[0]} are about"


def _begin(kind: Kind, folder: Path) -> tuple[str, str]:
    """A good submission of a kind by its file, and a field that it gives: one that may be left out, if there is any."""
    kept: dict[str, Document] = {}
    for name in sorted(_fixtures(folder), key=lambda one: (not one.startswith(kind.name), one)):
        try:
            data = good_submission(folder, name, kept).data
        except TestFault:
            continue
        if isinstance(data, dict) and data.get("kind") == kind.name:
            fields = [one for one, value in data.items() if value is not None and _plain(kind.shape, one)]
            fields.sort(key=lambda one: one in kind.shape.required)
            if fields:
                return name, fields[0]
    hint = f"Put one there first, with `kind: {kind.name}` as its first line."
    raise UsageFault(f"There is no good submission of the kind {kind.name} in {FIXTURES} to test a rule with. {hint}")


def _fixtures(folder: Path) -> list[str]:
    try:
        return os.listdir(folder / FIXTURES)
    except OSError:
        return []


def _plain(shape: RecordShape, name: str) -> bool:
    """Whether a field holds one value, and has a name that a rule can write."""
    field = shape.fields.get(name)
    single = field is not None and not isinstance(field, RecordShape | ListShape | MapShape)
    return single and name != "kind" and _NAME.fullmatch(name) is not None


def _sound(files: PackFiles, name: str, content: bytes) -> None:
    """Make sure that the pack loads with the file in it. Raises PackFault."""
    files.read[name] = content
    Loader(files).load()
