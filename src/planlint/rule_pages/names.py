"""The names of the files of pages: safe on every computer, and no two alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_SAFE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,78}[A-Za-z0-9])?")
_TAKEN = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|index)", re.IGNORECASE)
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


def file_names(texts: Iterable[str]) -> Mapping[str, str]:
    """A file name, without an ending, for each text. Names that differ only in capitals count as alike.

    >>> dict(file_names(["FIN-001", "fin-001", "nul", "a/../b"]))
    {'FIN-001': 'FIN-001', 'fin-001': 'fin-001-2', 'nul': 'nul-page', 'a/../b': 'a-b'}
    """
    names: dict[str, str] = {}
    used: set[str] = set()
    for text in dict.fromkeys(texts):
        stem = text if _SAFE.fullmatch(text) else _UNSAFE.sub("-", text).strip("-")[:60].strip("-") or "page"
        stem = f"{stem}-page" if _TAKEN.fullmatch(stem) else stem
        name, n = stem, 1
        while name.casefold() in used:
            n += 1
            name = f"{stem}-{n}"
        used.add(name.casefold())
        names[text] = name
    return names
