"""What changes of one rule between two packs, in sentences for people."""

from __future__ import annotations

from collections.abc import Iterator

from planlint.comparison import FindingChange, What
from planlint.model import Finding, Severity, Verdict
from planlint.records import dataclass
from planlint.reports._words import ASKS, amount, cites_words, figure, place_words
from planlint.rule_comparison.gather import Example, RuleChange, Sort
from planlint.rule_comparison.wording import marked
from planlint.terminal import paint, printable, shortened, wrapped

_NOW = {
    Verdict.PASS: "passes",
    Verdict.FAIL: "fails",
    Verdict.NOT_APPLICABLE: "does not apply",
    Verdict.CANNOT_ASSESS: "cannot be assessed",
}
_PAST = {
    Verdict.PASS: "passed",
    Verdict.FAIL: "failed",
    Verdict.NOT_APPLICABLE: "did not apply",
    Verdict.CANNOT_ASSESS: "could not be assessed",
}
_FIGURES = ("found", "expected", "difference", "slack", "unit", "rounding")


@dataclass(frozen=True, slots=True)
class Look:
    """How it is shown: everything or the first of many, in colour or not, wrapped or not (None)."""

    everything: bool = False
    colour: bool = False
    width: int | None = None


def more(left: int, margin: str) -> Iterator[str]:
    """That there is more than is shown, and how to see it."""
    if left > 0:
        yield f"{margin}and {left:,} more (--verbose shows them all)"


def rule_lines(rule: RuleChange, look: Look) -> Iterator[str]:
    """All that changes of one rule: its own words, its verdicts, and finding by finding."""
    told = rule.told
    came = "" if not rule.alone else "  a new rule" if rule.new else "  no longer asked"
    kinds = ", ".join(sorted(filter(None, rule.kinds)))
    head = paint(printable(f"{rule.code}  {told.title}"), "bold", look.colour)
    yield head + printable((f"  ({kinds})" if kinds else "") + came)
    for said in (*_own_words(rule), *_verdicts(rule)):
        yield from wrapped(printable(said), 2, look.width)
    for sort, some in rule.sorts.items():
        where = f" in {amount(len(some.submissions), 'submission')}"
        yield f"  {_heading(sort, some.count)},{where}:"
        shown = some.examples if look.everything else some.examples[:3]
        for one in shown:
            for said in _example(one):
                yield from wrapped(said, 6, look.width)
        yield from more(some.count - len(shown), "      ")
    if rule.unlisted:
        yield f"  {amount(rule.unlisted, 'finding')} over the limit of a rule {_be(rule.unlisted)} not compared."


def _be(n: int) -> str:
    return "is" if n == 1 else "are"


def _own_words(rule: RuleChange) -> Iterator[str]:
    """What the rule says of itself, before and after."""
    old, new = rule.old, rule.new
    if rule.alone:
        yield f"It {'asks' if new else 'asked'} ({rule.told.severity}): {rule.told.sentence}"
    if old is None or new is None:
        return
    words = {
        "title": (f"“{old.title}”", f"“{new.title}”"),
        "severity": (old.severity.value, new.severity.value),
        "sentence": (old.sentence, new.sentence),
        "cites": (cites_words(old.cites) or "nothing", cites_words(new.cites) or "nothing"),
        "tags": (", ".join(old.tags) or "none", ", ".join(new.tags) or "none"),
    }
    names = {"title": "Title", "severity": "Severity", "sentence": "It asks", "cites": "Cites", "tags": "Tags"}
    for name in rule.words:
        if name == "severity" and "sentence" in rule.words:
            continue  # the sentence has it
        yield from _both(names[name], *words[name])


def _both(name: str, old: str, new: str) -> Iterator[str]:
    """Two wordings of one thing: as one, if they are much alike."""
    whole = marked(old, new)
    if whole is None:
        yield f"{name}, before: {old}"
        yield f"{name}, now: {new}"
    else:
        yield f"{name} [before -> now]: {whole}"


def _verdicts(rule: RuleChange) -> Iterator[str]:
    """In how many submissions the verdict changed, and how."""
    for (old, new), count in sorted(rule.verdicts.items(), key=lambda one: -one[1]):
        where = f"In {amount(count, 'submission')} it "
        if not rule.alone:
            before, after = old or Verdict.PASS, new or Verdict.PASS  # nothing at fault is not told
            yield f"{where}{_PAST[before]} and now {_NOW[after]}."
        elif old is None or new is None:
            yield where + (_NOW[new] if new else _PAST[old] if old else "") + "."
    if rule.counted:
        yield f"In {amount(rule.counted, 'submission')} it looks at more or fewer things, with the same verdict."
    if rule.reasons:
        yield f"In {amount(rule.reasons, 'submission')} its verdict has another reason."
    if rule.only_words:
        yield f"In {amount(len(rule.submissions), 'submission')} nothing changes but its own words."


def _heading(sort: Sort, n: int) -> str:
    """How many changes of a sort there are, in words."""
    findings = amount(n, "finding")
    match sort.what:
        case What.NEW | What.GONE:
            return _come_or_gone(sort, n)
        case What.VERDICT:
            was, is_now = (_STATE[one or Verdict.PASS] for one in sort.verdicts)
            return f"{amount(n, 'thing')}: {was[0]} before, {is_now[1]} now"
        case What.SEVERITY:
            before, after = (ASKS[one or Severity.MUST] for one in sort.severities)
            return f"{findings}: {before} before, {after} now"
        case What.PLACE:
            return f"{findings} at another place"
        case What.FIGURES:
            return f"{findings} with other figures"
        case What.WORDS:
            return f"{findings} in other words"
        case What.EVIDENCE:
            return f"{findings} with other places that were read on the way"


_STATE = {
    Verdict.FAIL: ("failed", "fails"),
    Verdict.CANNOT_ASSESS: ("could not be assessed", "cannot be assessed"),
    Verdict.PASS: ("passed within rounding", "passes within rounding"),
}


def _come_or_gone(sort: Sort, n: int) -> str:
    come = sort.what is What.NEW
    verdict = sort.verdicts[come]
    if verdict is Verdict.FAIL:
        asks = ASKS[sort.severities[come] or Severity.MUST]
        return f"{amount(n, 'failure')} {asks} {_be(n)} {'new' if come else 'gone'}"
    if verdict is Verdict.CANNOT_ASSESS:
        told = ("nothing told", "cannot be assessed") if come else ("could not be assessed", "nothing told")
        return f"{amount(n, 'thing')}: {told[0]} before, {told[1]} now"
    return f"{amount(n, 'pass', 'passes')}: {'within rounding' if come else 'no longer within rounding'} now"


def _example(one: Example) -> Iterator[str]:
    """One finding, where it stands and what it says; before and now, where both say something else."""
    change = one.change
    finding = change.new or change.old
    assert finding is not None
    where = f"{printable(one.submission)}, {_spot(finding, one.submission)}"
    old, new = change.old, change.new
    if old is None or new is None:
        yield f"{where}: {_said(finding)}"
        return
    if change.what is What.PLACE:
        where += f"; before, {_spot(old, one.submission)}"
    if old.message == new.message:
        yield f"{where}: {_said(new)}"
    else:
        yield f"{where}:"
        yield from (f"  {said}" for said in _both("message", _said(old), _said(new)))
    yield from (f"  {said}" for said in _apart(change))


def _said(finding: Finding) -> str:
    return printable(finding.message)


def _apart(change: FindingChange) -> Iterator[str]:
    """What the messages alone do not tell apart."""
    old, new = change.old, change.new
    assert old is not None
    assert new is not None
    if change.what is What.FIGURES:
        for name in _FIGURES:
            before, after = getattr(old, name), getattr(new, name)
            if before != after:
                yield f"{name}: {_figure(before, old)} before, {_figure(after, new)} now"
        if any(getattr(old, name) != getattr(new, name) for name in _FIGURES):
            return
        for name in sorted(old.values.keys() | new.values.keys()):
            before, after = old.values.get(name), new.values.get(name)
            if before != after:
                yield shortened(f"{name}: {before or 'none'} before, {after or 'none'} now")
    if change.what is What.WORDS and old.message == new.message:
        for name, word in (("fix", "what to do"), ("reading", "the rule with its values")):
            before, after = getattr(old, name), getattr(new, name)
            if before != after:
                yield from _both(word, printable(before or "nothing"), printable(after or "nothing"))


def _figure(text: str | None, finding: Finding) -> str:
    return figure(text, finding.unit) if text else "none"


def _spot(finding: Finding, home: str) -> str:
    words = place_words(finding.place, finding.path, home)
    return words[:1].lower() + words[1:]
