"""What is said where another submission is lacking, or lacks something."""

from __future__ import annotations

from collections.abc import Mapping

from planlint.lang.checked import Other
from planlint.lang.held import Missing
from planlint.lang.others import Beside
from planlint.model import Origin


def sought(other: Other) -> str:
    """That there is none of it, as the beginning of a reason: `no previous submission`, `no cip-return …`."""
    if other.use.word == "previous":
        return "no previous submission"
    return f"no {other.kind}" if other.use.matched is None else f"no {other.kind} that goes with this one"


def lacking(missing: Missing, others: Mapping[str, Other], beside: Beside, said: str) -> str:
    """Why something cannot be told: `said` is how it is said of what stands in a submission."""
    if not missing.elsewhere:
        return said
    origin = Origin(missing.paths[0][0])
    one = beside.submissions.get(origin)
    if one is not None:
        return f"{said} in {one.name}"
    other = others[str(origin)]
    if missing.why == "steps":
        return f"telling which {other.kind} goes with this submission took too many steps"
    if missing.why == "several":
        meant = (
            "the previous submission" if other.use.word == "previous" else f"the {other.kind} that goes with this one"
        )
        return f"more than one submission could be {meant}"
    return f"{sought(other)} was supplied"
