"""The page of a rule: what it asks, why, who asks for it, what passes, what fails, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from planlint.edits import written
from planlint.lang import ast
from planlint.lang.walk import expressions_of, names_in
from planlint.model import BATCH, Document, Severity
from planlint.packs import Pack, Rule
from planlint.rule_pages.page import Block, Heading, Items, Line, Link, Listing, Mono, Page, Paragraph, Rows, Strong
from planlint.rule_pages.page import joined as on_one_line
from planlint.rule_pages.told import example

ASKS = {
    Severity.MUST: "to be fixed",
    Severity.SHOULD: "to be fixed or explained",
    Severity.COULD: "advice",
}
_ABOVE = re.compile(r"\s*(#.*)?")


def rule_page(
    code: str, rules: list[tuple[Rule, list[str]]], pack: Pack, links: Mapping[str, str], kept: dict[str, Document]
) -> Page:
    """The page of a code. `rules` are those that have it, each with its kinds; `links` the pages of kinds by name."""
    first = rules[0][0]
    title = f"{code} {first.title}"
    blocks: list[Block] = [Heading(1, title)]
    several = len(rules) > 1
    if several:
        said = f"This code stands for {len(rules)} rules, each for kinds of its own, which ask the same of each."
        blocks.append(Paragraph((said,)))
    for rule, kinds in rules:
        if several:
            blocks.append(Heading(2, f"{rule.title}, for {', '.join(kinds)}"))
        blocks += _rule(rule, kinds, pack, links, kept, 3 if several else 2)
    blocks.append(Paragraph((Link("All rules", "rules/index"),)))
    return Page(links[code], title, tuple(blocks))


def _rule(
    rule: Rule, kinds: list[str], pack: Pack, links: Mapping[str, str], kept: dict[str, Document], level: int
) -> Iterator[Block]:
    verb = rule.severity
    known: list[Line] = [(Link(kind, links[kind]),) if kind in links else (kind,) for kind in kinds]
    whom: Line = ("all that a run received",) if kinds == [BATCH] else on_one_line(known)
    yield Paragraph((Strong(verb.value.capitalize()), f": {ASKS[verb]}. For ", *whom, "."))
    yield Paragraph((rule.sentence,))
    if rule.why:
        yield Paragraph((Strong("Why."), f" {rule.why}"))
    if rule.cites:
        yield from (Heading(level, "Who asks for it"), Items(tuple(_guidance(rule, pack))))
    thresholds = tuple(_thresholds(rule))
    if thresholds:
        yield Heading(level, "Thresholds")
        yield Rows("Thresholds that the rule uses", ("Name", "Value", "From", "Set in"), thresholds)
    yield from (Heading(level, "A submission that passes"), *example(pack, rule, "pass", kept))
    yield from (Heading(level, "A submission that fails"), *example(pack, rule, "fail", kept))
    told = tuple(_messages(rule))
    if told:
        yield Heading(level, "What it says")
        yield Rows("Messages, with names for the values put in", ("Asks", "Message", "To put it right"), told)
    yield from (Heading(level, "The rule as written"), Paragraph(("In ", Mono(f"{rule.source}:{rule.line}"), ".")))
    yield Listing(own_text(pack.files[rule.source], rule.line))


def _guidance(rule: Rule, pack: Pack) -> Iterator[Line]:
    for cite in rule.cites:
        source = pack.sources.get(cite.source)
        point = f"point {cite.point}" if cite.point and cite.point[0].isdigit() else cite.point or ""
        words = source.points.get(cite.point or "", "") if source else ""
        asked = f"{point}: {words}" if point and words else point
        about = [part for part in (source.publisher, source.date) if part] if source else []
        line: Line = (Strong(source.title if source else cite.source), *((f", {', '.join(about)}",) if about else ()))
        yield (
            *line,
            *((f". {asked[:1].upper()}{asked[1:]}",) if asked else ()),
            *((". ", Mono(source.url)) if source and source.url else ()),
        )


def _thresholds(rule: Rule) -> Iterator[tuple[Line, ...]]:
    checked = rule.checked
    for name in sorted(names_in(expressions_of(checked.rule), checked.defines) & set(checked.parameters)):
        for one in checked.parameters[name]:
            since = str(one.start) if one.start is not None else "the start"
            yield (Mono(name),), (written(one.value),), (since,), (Mono(f"{rule.source}:{one.pos.line}"),)


def _messages(rule: Rule) -> Iterator[tuple[Line, ...]]:
    for one in rule.checked.rule.obligations:
        if one.say or one.fix:
            said = one.say.written if one.say else "What was read and what it must be."
            yield (one.verb,), (said,), (one.fix.written if one.fix else "",)


def own_text(file: ast.RuleFile, line: int) -> str:
    """A rule as its file has it, with the comment right above, up to what follows it."""
    lines = file.text.split("\n")
    parts = (
        file.heads, file.titles, file.lists, file.others, file.parameters, file.defines, file.tables, file.fiscal,
        file.rules, file.tests,
    )  # fmt: skip
    starts = sorted(one.pos.line for some in parts for one in some if one.pos.line > line)
    first, last = line - 1, (starts[0] - 1 if starts else len(lines))
    while first > 0 and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    while last > line and _ABOVE.fullmatch(lines[last - 1]):
        last -= 1
    return "\n".join(one.rstrip("\r") for one in lines[first:last])
