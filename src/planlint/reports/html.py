"""`html`: one file for people, whole in itself: no script, nothing loaded, printable.

Autoescaping is the one encoder of this sink, over text that is already printable. The template and the style are
the package's own; a pack or a submission brings neither. No text becomes a link: those go only within the page.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from planlint.model import Counts, Result
from planlint.records import dataclass
from planlint.reports import Grouping
from planlint.reports._pages import faults, overview, pages
from planlint.reports._words import counts_words, day
from planlint.terminal import printable

SUFFIX = ".html"
_WIDTH = 1000
_LEAST = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One verdict's part of a bar: how many, in words, and where it stands among 1000 units of width.

    Each verdict has a height of its own (of 32), so that the bar can be read without colour.
    """

    style: str
    words: str
    n: int
    x: int
    width: int
    height: int


def render(result: Result, sources: Mapping[str, bytes]) -> bytes:
    """The whole page as UTF-8."""
    return render_grouped(result, None)


def render_grouped(result: Result, group: Grouping | None) -> bytes:
    """The whole page as UTF-8, its findings grouped."""
    made = pages(result, group)
    style, style_hash = style_and_hash()
    text = _template().render(
        title=f"{made[0].head} {made[0].name}" if len(made) == 1 else overview(result, made),
        style=style,
        style_hash=style_hash,
        pages=made,
        bars=[bar(page.counts) for page in made],
        faults=faults(result),
        overview=overview(result, made),
        counted=counts_words(sum((report.counts for report in result.reports), Counts())),
        exit_code=result.exit_code,
        exit_why=printable(result.exit_why),
        tool=printable(result.tool_version),
        as_of=day(result.as_of),
    )
    return text.encode("utf-8")


def bar(counts: Counts) -> list[Part]:
    """The parts of a bar, in the order of gravity. A verdict that anything got is never too thin to be seen.

    >>> [(part.n, part.width) for part in bar(Counts(passed=999, failed=1))]
    [(1, 6), (0, 0), (0, 0), (999, 994)]
    """
    verdicts = (
        ("failed", "failed", counts.failed, 32),
        ("cannot-assess", "could not be assessed", counts.cannot_assess, 24),
        ("not-applicable", "do not apply", counts.not_applicable, 8),
        ("passed", "passed", counts.passed, 16),
    )
    widths = [max(_LEAST, n * _WIDTH // counts.total) if n else 0 for _, _, n, _ in verdicts]
    if any(widths):
        widths[widths.index(max(widths))] += _WIDTH - sum(widths)
    return [
        Part(style, words, n, sum(widths[:at]), widths[at], height)
        for at, (style, words, n, height) in enumerate(verdicts)
    ]


def templates(room: str) -> Environment:
    """The HTML templates of a room of planlint. Autoescaping is their encoder, and an unknown name is a fault."""
    return Environment(
        loader=PackageLoader("planlint", room),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _template() -> Template:
    environment = templates("reports")
    environment.filters["count"] = lambda n: f"{n:,}"
    environment.filters["upper_first"] = lambda text: text[:1].upper() + text[1:]
    return environment.get_template("report.html.j2")


@cache
def style_and_hash(more: str = "") -> tuple[Markup, str]:
    """The style, with `more` of it, and its hash as the content security policy allows it."""
    text = resources.files("planlint.reports").joinpath("report.css").read_text(encoding="utf-8") + more
    return Markup(text), base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
