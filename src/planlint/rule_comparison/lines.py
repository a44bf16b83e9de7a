"""What changes between two packs, in sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from planlint.model import PackStamp
from planlint.reports._words import amount, day
from planlint.rule_comparison.gather import Answer, Gathered
from planlint.rule_comparison.packs import KindDifference
from planlint.rule_comparison.rule_lines import Look, more, rule_lines
from planlint.terminal import paint, printable, wrapped

_ANSWERS = 10
"""So many submissions with another answer are named where not all are wanted."""
_BESIDE = {
    "kind": "the kind is another",
    "title": "the title is another",
    "sources": "the report names other guidance",
    "thresholds": "other thresholds are used",
    "themes": "findings may be grouped under other headings",
    "pictures": "other pictures are drawn",
    "name": "the name is another",
}


def lines(found: Gathered, old: PackStamp, new: PackStamp, as_of: date | None, look: Look) -> list[str]:
    """All that changed: the packs, whose answer changes, and rule by rule what does."""
    said = [
        *_packs(found, old, new, as_of, look),
        *_differs(found, look),
        *_answers(found.sent_back, "would now be sent back", "must", look),
        *_answers(found.let_through, "would no longer be sent back", "good", look),
    ]
    for rule in found.in_order():
        said += ["", *rule_lines(rule, look)]
    return [*said, *_rest(found, look), ""]


def last(found: Gathered) -> str:
    """What it comes to, for the last line."""
    alike = found.alike.total()
    if not found:
        if not found.judged:
            return f"nothing changes: both packs judge {amount(alike, 'such submission')} alike."
        rest = f"; both packs judge {alike:,} more alike" if alike else ""
        return f"nothing changes in {amount(found.judged, 'submission')}{rest}."
    back, through = len(found.sent_back), len(found.let_through)
    parts = [f"{back:,} sent back that {'was' if back == 1 else 'were'} not", f"{through:,} no longer sent back"]
    if more := found.otherwise - back - through:
        parts.append(f"{more:,} more with other findings")
    if same := found.changed - found.otherwise:
        parts.append(f"{same:,} with the same findings")
    change = "changes" if found.changed == 1 else "change"
    said = f"{found.changed:,} of {amount(found.judged + alike, 'submission')} {change}: {', '.join(parts)}."
    return said + (" What all of them come to together changes too." if found.batch_changed else "")


# ---------------------------------------------------------------------- the packs
def _packs(found: Gathered, old: PackStamp, new: PackStamp, as_of: date | None, look: Look) -> Iterator[str]:
    for word, stamp in (("Old", old), ("New", new)):
        yield printable(f"{word} pack: {stamp.name} {stamp.version} ({stamp.hash[:19]})")
    when = f", as at {day(as_of)}" if as_of else ""
    if found.judged:
        yield f"{amount(found.judged, 'submission')} judged by both{when}."
    if found.alike:
        kinds = ", ".join(printable(kind) for kind in sorted(found.alike))
        said = f"{found.alike.total():,} not judged, since both packs judge such a submission alike: {kinds}."
        yield from wrapped(said, 0, look.width)
    if found.unread:
        yield f"{len(found.unread):,} not judged, since no pack can:"
        shown = found.unread if look.everything else found.unread[:_ANSWERS]
        yield from (printable(f"  {name}: {why}") for name, why in shown)
        yield from more(len(found.unread) - len(shown), "  ")


def _differs(found: Gathered, look: Look) -> Iterator[str]:
    yield ""
    if not found.differs:
        yield "No rule, no schema and no guidance of the two packs differs."
        return
    yield paint("What differs between the packs", "bold", look.colour)
    for kind, one in found.differs.items():
        yield from wrapped(printable(f"{kind}: {_difference(one)}."), 2, look.width)
    for (name, old, new), kinds in found.thresholds.items():
        said = f"The threshold {name} ({', '.join(kinds)}): {old or 'none'} before, {new or 'none'} now."
        yield from wrapped(printable(said), 2, look.width)


def _difference(one: KindDifference) -> str:
    parts = [
        f"{amount(len(codes), 'rule')} {word} ({', '.join(codes)})"
        for codes, word in ((one.changed, "changed"), (one.added, "new"), (one.removed, "gone"))
        if codes
    ]
    parts += ["the schema"] if one.schema else []
    return ", ".join([*parts, *(["the guidance that is cited"] if one.guidance else [])])


def _answers(some: Sequence[Answer], word: str, style: str, look: Look) -> Iterator[str]:
    if not some:
        return
    yield ""
    yield paint(f"{amount(len(some), 'submission')} {word}", style, look.colour)
    shown = some if look.everything else some[:_ANSWERS]
    for one in shown:
        by = f", by {', '.join(one.rules)}" if one.rules else ""
        said = f"{one.submission} ({one.kind}): {one.before or 'nothing'} before, {one.after or 'nothing'} now{by}"
        yield from wrapped(printable(said), 2, look.width)
    yield from more(len(some) - len(shown), "  ")


# ---------------------------------------------------------------------- the rest
def _rest(found: Gathered, look: Look) -> Iterator[str]:
    said: list[str] = []
    for name, count in sorted(found.beside.items()):
        if name == "thresholds" and found.thresholds:
            continue  # said above
        said.append(f"In {amount(count, 'submission')} {_BESIDE[name]}.")
    if found.untried:
        said.append(f"Both packs judge these otherwise too, but no submission is of them: {', '.join(found.untried)}.")
    if found.unshown:
        many = f"{amount(len(found.unshown), 'rule')} {'differs' if len(found.unshown) == 1 else 'differ'}"
        said.append(f"{many}, and nothing in these submissions shows it: {', '.join(found.unshown)}.")
    if said:
        yield ""
    for one in said:
        yield from wrapped(printable(one), 0, look.width)
