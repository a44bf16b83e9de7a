"""Schemas of kinds, and submissions read by them.

`load_kinds` reads a pack's schemas strictly, `sound_kinds` those that it has read before. `kind_of` says which kind a
submission is. `bind` gives the data that the rules see and the faults of its shape, in words.
"""

from planlint.bind.binding import Bound, bind
from planlint.bind.faults import TITLES, ShapeFault
from planlint.bind.kinds import Kind, kind_of, load_kinds, sound_kinds

__all__ = ["TITLES", "Bound", "Kind", "ShapeFault", "bind", "kind_of", "load_kinds", "sound_kinds"]
