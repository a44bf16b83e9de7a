"""YAML: a builder of our own on libyaml's events, which bounds everything before anything is built.

The meaning is that of YAML 1.2's core schema; figures keep their digits. Refused: tags, directives, a second document,
merge keys, keys that are not text, keys given twice, an anchor defined twice. An alias is followed as far as the
limits go, and its value copied, so that a document is always a tree.
"""

from __future__ import annotations

import re

import yaml

from planlint.limits import Limits
from planlint.model import Document
from planlint.readers.characters import inspect
from planlint.readers.faults import Faults, Refused
from planlint.readers.text import Lines
from planlint.readers.yaml_builder import Builder
from planlint.readers.yaml_errors import explain
from planlint.readers.yaml_places import YamlPlaces

if not yaml.__with_libyaml__:
    raise ImportError(
        "planlint reads YAML with libyaml, and this PyYAML was built without it. This is a fault of the installation: "
        "install a wheel of PyYAML from PyPI (pip install --force-reinstall pyyaml)."
    )

_BREAKS = "\x85\u2028\u2029"
_ESCAPE = re.compile(r"\\[0abefvxuUN_LP]")


def read_closely(text: str, name: str, digest: str, limits: Limits) -> Document:
    """The YAML document in a text, with whatever is to be remarked on. Raises Refused for what cannot be read."""
    lines = Lines(text)
    faults = Faults(limits)
    body, restore = _ordinary_breaks(text)
    places = YamlPlaces(body, restore, lines, name)
    try:
        data = Builder(body, restore, lines, faults, limits).build()
    except yaml.YAMLError as error:
        raise Refused(explain(error, text, lines)) from None
    inspect(data, text, _ESCAPE, places.locate, faults, limits)
    return Document(name, data, digest, places.locate, faults.all())


def places_of(text: str, name: str) -> YamlPlaces:
    """Where things stand in a text that can be read without fault."""
    body, restore = _ordinary_breaks(text)
    return YamlPlaces(body, restore, Lines(text), name)


def _ordinary_breaks(text: str) -> tuple[str, dict[int, str]]:
    """The text as libyaml is given it, and how to turn its scalars back.

    libyaml takes U+0085, U+2028 and U+2029 for line ends, as YAML 1.1 did. To YAML 1.2 and to editors they are
    characters like others, so they go in as private ones that the text does not use.
    """
    if text.isascii() or not any(char in text for char in _BREAKS):
        return text, {}
    used = set(text)
    free = (code for code in range(0xE000, 0x10FFFE) if chr(code) not in used and code & 0xFFFE != 0xFFFE)
    there = {ord(char): next(free) for char in _BREAKS}
    return text.translate(there), {code: chr(char) for char, code in there.items()}
