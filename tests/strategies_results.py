"""Results of any shape, for property tests: every field filled with whatever text is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from planlint.model import (
    Citation,
    Counts,
    FaultNote,
    Finding,
    Outcome,
    PackStamp,
    ParameterUse,
    Picture,
    PictureRow,
    Place,
    Related,
    Report,
    Result,
    Severity,
    Source,
    StepUsed,
    Verdict,
)
from planlint.reports._pictures import names

UTF8 = st.characters(codec="utf-8")
NASTY = st.sampled_from(
    [
        "\n",
        "\r\n",
        "\x1b[2J",
        "\x9b31m",
        "\u202e",
        "\u2028",
        "\x00",
        "\ud800",
        "::error::",
        "a.yaml:1:1: X-1 must y",
        "  = ",
    ]
)
_COUNT = st.integers(0, 9)
_COUNTS = st.builds(Counts, _COUNT, _COUNT, _COUNT, _COUNT)


def nasty_text() -> st.SearchStrategy[str]:
    """Text that tries to leave its line, its colour or its direction."""
    return st.lists(st.one_of(NASTY, st.text(max_size=4)), min_size=1, max_size=4).map("".join)


def text_of_any_kind() -> st.SearchStrategy[str]:
    """Text that may hold anything that UTF-8 can."""
    return st.text(UTF8, max_size=60)


def results(text: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Result]:
    """Results whose every text is drawn from `text`, which is else any that UTF-8 can hold.

    Steps of paths that are text are never whole numbers, which a pointer cannot tell from positions.
    """
    words = text if text is not None else st.text(UTF8, max_size=8)
    named = words.filter(bool)
    maybe = st.none() | words
    paths = st.lists(st.integers(0, 99) | words.filter(lambda one: not one.isdecimal()), max_size=3).map(tuple)
    position = st.none() | st.integers(1, 999)
    places = st.builds(Place, words, position, position, maybe, maybe)
    findings = st.builds(
        Finding,
        rule=words,
        verdict=st.sampled_from(Verdict),
        severity=st.sampled_from(Severity),
        message=named,
        path=paths,
        place=places,
        fingerprint=named,
        related=st.lists(st.builds(Related, paths, places), max_size=1).map(tuple),
        values=st.dictionaries(words, words, max_size=2),
        reading=maybe,
        expected=maybe,
        found=maybe,
        difference=maybe | st.just("-700000"),
        unit=maybe | st.just("£"),
        slack=maybe,
        rounding=words,
        steps=st.lists(st.builds(StepUsed, paths, words, words, words), max_size=1).map(tuple),
        missing=st.lists(paths, max_size=2).map(tuple),
        blocked_by=st.lists(words, max_size=2).map(tuple),
        elsewhere=st.booleans(),
        fix=maybe,
        part=words,
        owner=maybe,
    )
    outcomes = st.builds(
        _outcome,
        words,
        words,
        st.sampled_from(Severity),
        st.sampled_from(Verdict),
        _COUNTS,
        words,
        maybe,
        st.lists(st.builds(Citation, words, maybe), max_size=1).map(tuple),
        st.lists(words, max_size=1).map(tuple),
        st.lists(findings, max_size=2),
        st.integers(0, 3),
    )
    reports = st.builds(
        Report,
        words,
        words,
        maybe,
        st.builds(PackStamp, words, words, words),
        st.lists(outcomes, max_size=2).map(tuple),
        st.dictionaries(words, st.builds(ParameterUse, words, words), max_size=1),
        maybe,
        st.dictionaries(words, _sources(words), max_size=1).map(_by_id),
        maybe,
        st.lists(pictures(words), max_size=2).map(tuple),
    )
    return st.builds(
        Result,
        words,
        st.dates(date(1, 1, 1), date(9999, 12, 31)),
        st.integers(0, 2),
        words,
        st.lists(reports, max_size=2).map(tuple),
        st.lists(st.builds(FaultNote, words, words, words), max_size=1).map(tuple),
    )


def _sources(words: st.SearchStrategy[str]) -> st.SearchStrategy[Source]:
    points = st.dictionaries(words, words, max_size=2)
    return st.builds(Source, words, words, words, words, words, points)


def _by_id(sources: dict[str, Source]) -> dict[str, Source]:
    return {name: replace(one, id=name) for name, one in sources.items()}


def pictures(words: st.SearchStrategy[str]) -> st.SearchStrategy[Picture]:
    """Pictures of up to three series, whose cells are figures, words and blanks."""
    cell = st.none() | words | st.integers(-(10**40), 10**40).map(str) | st.sampled_from(["red", "0", "-0.5"])

    def rows(n: int) -> st.SearchStrategy[Picture]:
        row = st.builds(PictureRow, words, st.lists(cell, min_size=n, max_size=n).map(tuple), st.booleans())
        series = st.lists(words, min_size=n, max_size=n).map(tuple)
        return st.builds(
            Picture,
            st.sampled_from(names()),
            words,
            words,
            series,
            words | st.just("£m"),
            st.lists(row, max_size=4).map(tuple),
            st.integers(0, 9),
            words | st.just("0.5"),
            st.lists(words, max_size=1).map(tuple),
        )

    return st.integers(1, 3).flatmap(rows)


def _outcome(
    rule: str,
    title: str,
    severity: Severity,
    verdict: Verdict,
    counts: Counts,
    sentence: str,
    reason: str | None,
    cites: tuple[Citation, ...],
    tags: tuple[str, ...],
    findings: list[Finding],
    omitted: int,
) -> Outcome:
    """An outcome whose findings are of its own rule."""
    own = tuple(_of_rule(rule, one) for one in findings)
    return Outcome(rule, title, severity, verdict, counts, sentence, reason, cites, tags, own, omitted)


def _of_rule(rule: str, finding: Finding) -> Finding:
    return replace(finding, rule=rule)
