"""Links in narrative text: `[£3.2m](#/totals/overspend)` says £3.2m and leads to the cell that it quotes.

The target of such a link is a JSON Pointer after `#`. All is found in time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from planlint.records import dataclass

_LINK = re.compile(r"\[([^\[\]\n]{0,400})\]\((?:<([^<>\[\]\n]{0,1000})>|([^()<>\[\]\s]{0,1000}))\)")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a text to a place in the same submission: what it says, and the steps of its pointer."""

    label: str
    target: str
    steps: tuple[str, ...]


def links(text: str) -> Iterator[Link]:
    """The links of a text that lead into its own submission, in order.

    >>> [(link.label, link.steps) for link in links("[£3.2m](#/totals/2017~118) over; [more](https://example.org)")]
    [('£3.2m', ('totals', '2017/18'))]
    """
    if "](" not in text:
        return
    for found in _LINK.finditer(text):
        target = found[2] if found[2] is not None else found[3]
        if target.startswith("#/"):
            yield Link(found[1].strip(), target, tuple(map(_step, unquote(target[2:]).split("/"))))


def as_read(text: str) -> str:
    """The text as a reader sees it: of each link, what it says.

    >>> as_read("[£3.2m](#/totals/overspend) over plan")
    '£3.2m over plan'
    """
    return _LINK.sub(r"\1", text) if "](" in text else text


def _step(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")
