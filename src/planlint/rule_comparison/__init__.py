"""What a change of rules changes over submissions: an older and a newer pack judge the same, and their reports are
compared outcome by outcome.

`differences` says which kinds two packs judge otherwise at all; `Gathered` takes in the reports; `lines` and `data`
tell what came of it.
"""

from planlint.rule_comparison.data import data
from planlint.rule_comparison.gather import Gathered
from planlint.rule_comparison.lines import last, lines
from planlint.rule_comparison.packs import KindDifference, differences
from planlint.rule_comparison.rule_lines import Look

__all__ = ["Gathered", "KindDifference", "Look", "data", "differences", "last", "lines"]
