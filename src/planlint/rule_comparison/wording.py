"""Two wordings of one thing told as one: what stands in both once, what differs as `[before -> now]`."""

from __future__ import annotations

from difflib import SequenceMatcher

MOST_WORDS = 400
"""Longer wordings are told one after the other: to find out what they share would take too long."""
_ALIKE = 0.5


def marked(old: str, new: str) -> str | None:
    """Both wordings as one; None where they share too little to be read so.

    >>> marked("at most 4% of the plan", "at most 2% of the whole plan")
    'at most [4% -> 2%] of the [+ whole] plan'
    >>> marked("the total is given", "each part has an owner") is None
    True
    """
    before, after = old.split(" "), new.split(" ")
    if len(before) > MOST_WORDS or len(after) > MOST_WORDS:
        return None
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return None
    said: list[str] = []
    for what, a, b, c, d in matcher.get_opcodes():
        was, now = " ".join(before[a:b]), " ".join(after[c:d])
        said.append({"equal": now, "insert": f"[+ {now}]", "delete": f"[- {was}]"}.get(what, f"[{was} -> {now}]"))
    return " ".join(said)
