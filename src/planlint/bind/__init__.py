"""Schemas of kinds, and submissions read by them.

`load_kinds` reads a pack's schemas strictly, `sound_kinds` those that it has read before. `kind_of` says which kind a
submission is. `bind` gives the data that the rules see and the faults of its shape, in words. `Parts` names the part
that a path leads into, and `draw` picks out the series that a kind has pictures of.
"""

from planlint.bind.binding import Bound, bind
from planlint.bind.faults import TITLES, ShapeFault
from planlint.bind.kinds import Kind, kind_of, load_kinds, sound_kinds
from planlint.bind.parts import Parts
from planlint.bind.pictures import draw

__all__ = [
    "TITLES",
    "Bound",
    "Kind",
    "Parts",
    "ShapeFault",
    "bind",
    "draw",
    "kind_of",
    "load_kinds",
    "sound_kinds",
]
