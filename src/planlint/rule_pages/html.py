"""A page as HTML, whole in itself: no script, nothing loaded, printable. Autoescaping is its one encoder."""

from __future__ import annotations

import posixpath
from functools import cache

from jinja2 import Template
from markupsafe import Markup

from planlint.reports.html import style_and_hash, templates
from planlint.rule_pages.page import MARK, Link, Page
from planlint.terminal import printable

SUFFIX = ".html"
_STYLE = "pre { white-space: pre-wrap; border: 1px solid #767676; padding: .6rem .9rem; font-size: .9rem; }\n"


def render(page: Page) -> bytes:
    """The page as UTF-8."""
    style, style_hash = style_and_hash(_STYLE)

    def to(link: Link) -> str:
        return posixpath.relpath(link.to, posixpath.dirname(page.name)) + SUFFIX

    return _template().render(page=page, to=to, mark=Markup(MARK), style=style, style_hash=style_hash).encode("utf-8")


def _sort(thing: object) -> str:
    return type(thing).__name__


@cache
def _template() -> Template:
    environment = templates("rule_pages")
    environment.filters["sort_of"] = _sort
    environment.filters["printable"] = printable
    environment.filters["listing"] = lambda text: "\n".join(
        printable(line.replace("\t", "    ")) for line in text.split("\n")
    )
    return environment.get_template("page.html.j2")
