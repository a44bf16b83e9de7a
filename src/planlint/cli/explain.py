"""`planlint explain`: one code, from what it asks to a submission that passes and one that fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planlint.cli import _options as ask
from planlint.cli._screen import Screen, view
from planlint.errors import UsageFault
from planlint.records import fields, is_dataclass
from planlint.terminal import paint, printable, wrapped

if TYPE_CHECKING:
    from pathlib import Path

    from planlint.lang import ast
    from planlint.packs import Pack, Rule
    from planlint.reports import View

_CODE = typer.Argument(metavar="CODE", help="The code of a finding, such as FIN-001 or READ-SYNTAX.")
_EXAMPLES = (("pass", "Passes"), ("fail", "Fails"))


def register(app: typer.Typer) -> None:
    """Make the command known."""
    app.command("explain", help="What a code means: the rule, why it exists, what passes and what fails.")(explain)


def explain(code: Annotated[str, _CODE], pack: ask.PackFolder = None, color: ask.Colour = "auto") -> int:
    from planlint.cli._advice import ADVICE

    screen, look = Screen(), view(color, False)
    wanted = code.strip()
    known = wanted.upper()
    lines = list(_own(known, look)) if known in ADVICE else _of_pack(wanted, _loaded(pack), look)
    screen.show("".join(line.rstrip() + "\n" for line in lines))
    return 0


# ---------------------------------------------------------------------- codes that no pack declares
def _own(code: str, look: View) -> Iterator[str]:
    from planlint.cli._advice import ADVICE

    effect, why, fix, example = ADVICE[code]
    yield f"{paint(f'{code} must', 'must', look.colour)}  {paint(_title(code), 'bold', look.colour)}"
    yield from wrapped("for every kind of submission; this is checked before the rules", 2, look.width)
    yield from ("", *wrapped(effect, 2, look.width))
    yield from ("", *wrapped(f"Why: {why}", 2, look.width))
    yield from ("", *wrapped(f"What to do: {fix}", 2, look.width))
    if example:
        yield from ("", "  Found in, for example:", "", f"    {example}")


def _title(code: str) -> str:
    from planlint import intake
    from planlint.bind import TITLES
    from planlint.readers.codes import CODES
    from planlint.received import CODES as BESIDE

    return next(titles[code] for titles in (CODES, intake.CODES, TITLES, BESIDE) if code in titles)


# ---------------------------------------------------------------------- codes of rules
def _loaded(folder: Path | None) -> Pack:
    from planlint import packs

    return packs.load(folder)


def _of_pack(code: str, pack: Pack, look: View) -> list[str]:
    from planlint.cli._rule_words import body, heading, rules_of

    found = rules_of(pack, code) or rules_of(pack, code.upper())
    if not found:
        raise _unknown(code, pack)
    lines: list[str] = []
    for rule, kinds in found:
        lines += [*heading(rule, kinds, look), *body(rule, pack, look)]
        lines += [*_parameters(rule, look), *_examples(rule, pack, look), ""]
    return lines


def _unknown(code: str, pack: Pack) -> UsageFault:
    """Names the codes that are near, or those that begin so."""
    import difflib

    from planlint.cli._advice import ADVICE
    from planlint.cli._rule_words import codes_of

    codes, upper = sorted({*codes_of(pack), *ADVICE}), code.upper()
    begin = [one for one in codes if upper and one.startswith(upper)]
    close = begin[:8] or difflib.get_close_matches(upper, codes, 3)
    more = f" and {len(begin) - 8} more" if len(begin) > 8 else ""
    near = f" Near it are: {', '.join(close)}{more}." if close else ""
    return UsageFault(f"There is no code {code!r}.{near} `planlint rules list` names those of the pack.")


def _parameters(rule: Rule, look: View) -> Iterator[str]:
    """The thresholds that the rule uses, each value with the place that sets it."""
    from planlint.edits import written

    used = _used(rule)
    if used:
        yield from ("", "  Thresholds (`planlint check --set NAME=VALUE` uses another):")
    for name in used:
        for one in rule.checked.parameters[name]:
            since = f" from {one.start} on" if one.start is not None else ""
            place = f"{rule.source}:{one.pos.line}"
            yield from wrapped(printable(f"{name} is {written(one.value)}{since}, set in {place}"), 4, look.width)


def _used(rule: Rule) -> list[str]:
    """The parameters of the file that this rule speaks of, itself or by what it uses that is defined elsewhere."""
    checked = rule.checked
    names: set[str] = set()
    todo: list[Any] = [checked.rule]
    while todo:
        one = todo.pop()
        if isinstance(one, tuple):
            todo.extend(one)
        elif is_dataclass(one):
            name = getattr(one, "name", None)
            if isinstance(name, str) and name not in names:
                names.add(name)
                if name in checked.defines:
                    todo.append(checked.defines[name].part)
            todo.extend(getattr(one, field.name) for field in fields(one))
    return sorted(names & set(checked.parameters))


def _examples(rule: Rule, pack: Pack, look: View) -> Iterator[str]:
    """A submission that passes and one that fails, from the tests that stand beside the rule."""
    from planlint.rule_tests import FIXTURES

    tests = [test for test in rule.checked.tests if test.code == rule.code]
    for verdict, word in _EXAMPLES:
        test = next((one for one in tests if one.verdict == verdict), None)
        yield ""
        if test is None:
            yield f"  {word}: no test of this rule shows it."
            continue
        yield f"  {word}: {printable(test.title)}"
        changed = "with these changes:" if test.edits else "as it stands."
        beside = "".join(f", beside {FIXTURES}/{one.file}" for one in test.others)
        yield from wrapped(printable(f"{FIXTURES}/{test.given}{beside}, {changed}"), 4, look.width)
        yield from (f"      {printable(_edit(one, rule, pack))}" for one in test.edits)


def _edit(edit: ast.Edit, rule: Rule, pack: Pack) -> str:
    """An edit as its file writes it."""
    try:
        lines = (pack.folder / rule.source).read_text("utf-8-sig", errors="replace").split("\n")
        return lines[edit.pos.line - 1].strip()
    except (OSError, IndexError) as fault:
        raise UsageFault(f"{rule.source} has changed or gone since the pack was loaded. Run it again.") from fault
