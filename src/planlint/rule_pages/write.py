"""Every page of a pack, in a format."""

from __future__ import annotations

from collections.abc import Mapping

from planlint.fields import KindFields, fields_of
from planlint.model import BATCH, Document
from planlint.packs import Pack, Rule
from planlint.rule_pages import html, markdown
from planlint.rule_pages.kind_page import coverage, kind_page
from planlint.rule_pages.names import file_names
from planlint.rule_pages.page import Block, Heading, Items, Line, Link, Mono, Page, Paragraph, Rows
from planlint.rule_pages.rule_page import rule_page

FORMATS = {"markdown": markdown, "html": html}
INDEX = "rules/index"


def pages(pack: Pack, form: str) -> Mapping[str, bytes]:
    """The content of each page by the name of its file: `rules/…`, `kinds/…` and the index. `form` is of FORMATS."""
    chosen = FORMATS[form]
    return {one.name + chosen.SUFFIX: chosen.render(one) for one in made(pack)}


def made(pack: Pack) -> list[Page]:
    """The pages of a pack: the index, the kinds, the rules."""
    rules = _by_code(pack)
    links = {code: f"rules/{name}" for code, name in file_names(rules).items()}
    links |= {kind: f"kinds/{name}" for kind, name in file_names(sorted(pack.kinds)).items()}
    fields, kept = fields_of(pack), dict[str, Document]()
    found = [_index(pack, rules, fields, links)]
    found += [kind_page(pack.kinds[name], fields[name], pack, links, kept) for name in sorted(pack.kinds)]
    return found + [rule_page(code, some, pack, links, kept) for code, some in rules.items()]


def _by_code(pack: Pack) -> dict[str, list[tuple[Rule, list[str]]]]:
    """The rules of each code, in order of code, each with its kinds."""
    found: dict[str, dict[str, tuple[Rule, list[str]]]] = {}
    for kind in sorted(pack.rules):
        for rule in pack.rules_for(kind):
            found.setdefault(rule.code, {}).setdefault(rule.source, (rule, []))[1].append(kind)
    return {code: list(found[code].values()) for code in sorted(found)}


def _index(
    pack: Pack,
    rules: Mapping[str, list[tuple[Rule, list[str]]]],
    fields: Mapping[str, KindFields],
    links: Mapping[str, str],
) -> Page:
    title = f"Kinds and rules of the pack {pack.stamp.name}"
    kinds: list[tuple[Line, ...]] = [
        (
            (Link(name, links[name]),),
            (pack.kinds[name].title,),
            (str(len(pack.rules_for(name))),),
            (coverage(fields[name]),),
        )
        for name in sorted(pack.kinds)
    ]
    listed: list[Line] = [(Link(code, links[code]), f" {some[0][0].title}") for code, some in rules.items()]
    batch = len(pack.rules_for(BATCH))
    said: Line = (f"Version {pack.stamp.version}. ", Mono("planlint explain CODE"), " tells of one rule in a terminal.")
    blocks: list[Block] = [
        Heading(1, title),
        Paragraph(said),
        Heading(2, f"Kinds of submission: {len(kinds)}"),
        Rows("Kinds of submission", ("Kind", "What it is", "Rules", "Fields"), tuple(kinds)),
        *([Paragraph((f"Besides, {batch} of the rules are for all that a run received.",))] if batch else []),
        Heading(2, f"Rules: {len(rules)}"),
        Items(tuple(listed)),
    ]
    return Page(INDEX, title, tuple(blocks))
