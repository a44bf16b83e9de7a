"""`markdown`: for comments, step summaries and notes. The same parts as the page, in the same order.

Every text goes through one encoder, so that none becomes a heading, a link, a picture or HTML. A summary is HTML to
Markdown, so its text is escaped as HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from markupsafe import escape

from planlint.model import Counts, Result
from planlint.reports import Grouping
from planlint.reports._page import Item, Note, Page, Section
from planlint.reports._pages import faults, overview, pages
from planlint.reports._words import amount, counts_words, day
from planlint.terminal import printable

SUFFIX = ".md"
_MARK = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>@~&$:=]")
_SPACE = re.compile(r"\s+")


def render(result: Result, sources: Mapping[str, bytes]) -> bytes:
    """The whole report as UTF-8."""
    return render_grouped(result, None)


def render_grouped(result: Result, group: Grouping | None) -> bytes:
    """The whole report as UTF-8, its findings grouped."""
    made = pages(result, group)
    several = len(made) != 1 or bool(result.faults)
    lines: list[str] = []
    if several:
        total = sum((report.counts for report in result.reports), Counts())
        lines += [f"# {safe(overview(result, made))}", "", safe(counts_words(total)), "", *_faults(result)]
    if len(made) > 1:
        lines += _answers(made)
    for page in made:
        lines += _page(page, several)
    why = f"Exit {result.exit_code}: {result.exit_why}"
    made_by = f"Made by planlint {printable(result.tool_version)}, as at {day(result.as_of)}."
    lines += ["---", "", safe(printable(why)), "", safe(made_by)]
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def safe(text: str) -> str:
    r"""Text as Markdown that shows just this text, on one line. Without a bare full stop, colon or bracket nothing
    begins a list, a link or an address that would become one.

    >>> print(safe("<b> *a* [x](http://y) @all"))
    \<b\> \*a\* \[x\]\(http\://y\) \@all
    """
    return _MARK.sub(lambda found: "\\" + found[0], _SPACE.sub(" ", printable(text)).strip())


def _faults(result: Result) -> Iterator[str]:
    found = faults(result)
    if found:
        yield from ("## Faults of planlint", "", "What they stopped was not checked.", "")
        for rule, submission, message in found:
            yield f"* **{safe(rule)}** on {safe(submission)}: {safe(message)}"
        yield ""


def _answers(made: Sequence[Page]) -> Iterator[str]:
    yield from ("## The answer for each submission", "")
    head = ("Submission", "Answer", "Passed", "Failed", "Could not be assessed", "Do not apply")
    yield f"| {' | '.join(head)} |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for page in made:
        counts = page.counts
        figures = (counts.passed, counts.failed, counts.cannot_assess, counts.not_applicable)
        cells = (safe(page.name), safe(f"{page.head} {page.tail}"), *(f"{n:,}" for n in figures))
        yield f"| {' | '.join(cells)} |"
    yield ""


def _page(page: Page, several: bool) -> Iterator[str]:
    yield from (f"{'##' if several else '#'} {safe(page.title)}", "")
    yield from (f"**{safe(page.head)}** {safe(page.tail)}".rstrip(), "", safe(page.about), "", safe(page.counted), "")
    level = "###" if several else "##"
    for section in page.sections:
        if section.count or section.key == "group":
            yield from (f"{level} {safe(section.heading)}: {section.count:,}", "")
            yield from (safe(section.note), "") if section.note else ()
            yield from _section(section)
    yield from _unassessed(page, level)
    if page.rounding:
        yield from (f"{level} What agrees only within rounding: {len(page.rounding):,}", "")
        yield from _items(page.rounding)
    yield from _rules(f"{level} What passed", page.passed)
    yield from () if page.passed else (page.none_passed, "")
    if page.beside:
        yield from _rules(f"{level} What does not apply", page.beside)
    yield from (f"{level} How it was checked", "")
    yield from (f"* {label}: {safe(text)}" for label, text in page.basis)
    yield from (f"* Guidance {safe(name)}: {safe(words)}" for name, words in page.guidance)
    yield from (
        f"* Parameter {safe(name)}: {safe(value)} (from {safe(origin)})" for name, value, origin in page.parameters
    )
    yield ""


def _unassessed(page: Page, level: str) -> Iterator[str]:
    section = page.unassessed
    total = section.count + page.waits + page.left
    if not total:
        return
    yield from (f"{level} {section.heading}: {total:,}", "")
    yield from _section(section)
    for wait in page.waiting:
        causes = [f"finding {number}" for number in wait.causes] + [safe(one) for one in wait.others]
        yield f"* {amount(len(wait.checks), 'check waits', 'checks wait')} for {', '.join(causes)} to be put right:"
        yield from (f"  * {safe(text)}" for text in wait.checks)
    if page.waiting:
        yield ""
    if page.elsewhere:
        yield from ("These wait for another submission, and do not count against this one:", "")
        yield from _items(page.elsewhere)


def _section(section: Section) -> Iterator[str]:
    """The findings of a section; those of one rule beyond the first few are folded, and counted."""
    for group in section.groups:
        yield from _items(group.shown)
        if group.folded:
            yield from (_summary(f"and {group.left:,} more of {group.rule}: open to see every one"), "")
            yield from _items(group.folded)
            yield from ("</details>", "")
    for text in section.missing:
        yield from (safe(text), "")


def _items(items: Sequence[Item]) -> Iterator[str]:
    for one in items:
        yield f"* **{one.number}. {safe(one.place)}**  "
        yield f"  {safe(one.message)}"
        for note in one.notes:
            yield f"  * {note.label}: {safe(note.text)}"
            yield from _folded(note)
        yield f"  * {one.asks[:1].upper()}{one.asks[1:]}: {safe(one.rule)} {safe(one.title)} ({one.severity})"
    yield ""


def _folded(note: Note) -> Iterator[str]:
    """The rest of a long row, inside its note."""
    if note.folded:
        what = amount(len(note.folded), f"more {note.what}")
        yield from ("", f"    {_summary(f'and {what}: open to see every one')}", "")
        yield from (f"    * {safe(text)}" for text in note.folded)
        yield from ("", "    </details>", "")


def _summary(text: str) -> str:
    """The opening of a folded part, whose summary is HTML."""
    return f"<details><summary>{escape(text)}</summary>"


def _rules(heading: str, listed: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    yield from (f"{heading}: {len(listed):,}", "")
    if not listed:
        return
    yield from (_summary("Open to see every one"), "")
    yield from (f"* {safe(rule)} {safe(title)}: {safe(said)}" for rule, title, said in listed)
    yield from ("", "</details>", "")
