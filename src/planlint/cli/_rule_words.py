"""A rule in words, as `rules show` and `explain` both say it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlint.cli import _options as ask
from planlint.errors import UsageFault
from planlint.terminal import paint, printable, wrapped

if TYPE_CHECKING:
    from planlint.model import Citation
    from planlint.packs import Pack, Rule
    from planlint.reports import View


def rules_of(pack: Pack, code: str) -> list[tuple[Rule, list[str]]]:
    """The rules of a code, each with the kinds that it is for. Empty where there is none."""
    found: dict[tuple[str, int], tuple[Rule, list[str]]] = {}
    for kind in sorted(pack.rules):
        for rule in pack.rules_for(kind):
            if rule.code == code:
                found.setdefault((str(rule.source), rule.line), (rule, []))[1].append(kind)
    return list(found.values())


def codes_of(pack: Pack) -> list[str]:
    """The codes of all rules, in order."""
    return sorted({rule.code for kind in pack.rules for rule in pack.rules_for(kind)})


def no_such_rule(pack: Pack, code: str) -> UsageFault:
    """What to say where no rule has a code."""
    near = ask.near(code, codes_of(pack))
    return UsageFault(f"There is no rule {code!r} in this pack.{near} `planlint rules list` names them all.")


def heading(rule: Rule, kinds: list[str], look: View) -> list[str]:
    """Code, severity and title; then the kinds and the place in the pack."""
    code = paint(f"{printable(rule.code)} {rule.severity.value}", rule.severity, look.colour)
    where = f"for {printable(', '.join(kinds))}, in {printable(str(rule.source))}:{rule.line}"
    return [f"{code}  {paint(printable(rule.title), 'bold', look.colour)}", *wrapped(where, 2, look.width)]


def body(rule: Rule, pack: Pack, look: View) -> Iterator[str]:
    """What the rule asks, why, who asks for it, and its tags."""
    yield from ("", *wrapped(printable(rule.sentence), 2, look.width))
    if rule.why:
        yield from ("", *wrapped(f"Why: {printable(rule.why)}", 2, look.width))
    for cite in rule.cites:
        asks = f"Asked for by {_reference(cite)}" + (f": {said}" if (said := _point(cite, pack)) else "")
        yield from ("", *wrapped(printable(asks), 2, look.width))
        source = pack.sources.get(cite.source)
        if source is not None:
            about = ", ".join(part for part in (source.title, source.publisher, source.date) if part)
            yield from wrapped(printable(about), 4, look.width)
            if source.url:
                yield from wrapped(printable(source.url), 4, look.width)
    if rule.tags:
        yield from ("", *wrapped(f"Tags: {printable(', '.join(rule.tags))}", 2, look.width))


def _point(cite: Citation, pack: Pack) -> str:
    source = pack.sources.get(cite.source)
    return source.points.get(cite.point or "", "") if source is not None else ""


def _reference(cite: Citation) -> str:
    """`guide, point 2`; a point that is no number, such as `Appendix 1`, says itself what it is."""
    if not cite.point:
        return cite.source
    return f"{cite.source}, point {cite.point}" if cite.point[0].isdigit() else f"{cite.source}, {cite.point}"
