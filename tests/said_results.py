"""A result that says one text wherever a stranger can put one, to see whether it changes the structure of a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from planlint.model import Picture, Report, Result
from tests.sample_results import FAULTY

TAGS = st.sampled_from(
    ["<script>alert(1)</script>", '"><img src=x onerror=1>', "</style>", "</title>", "{{ 1/0 }}", "{% raw %}", "<!--",
     "]]>", "javascript:alert(1)", "&lt;b&gt;", "&#60;b>", "'onclick='x", "</details></section>"]
)  # fmt: skip


def saying(text: str, base: Report = FAULTY) -> Result:
    """A result with that text wherever a submission, its name or a pack can put it; codes stay distinct."""

    def said(code: str) -> str:
        return f"{code}{text}"

    outcomes = tuple(
        replace(
            outcome,
            rule=said(outcome.rule),
            title=said("t"),
            sentence=said("s"),
            reason=said("r"),
            findings=tuple(
                replace(
                    finding,
                    rule=said(finding.rule),
                    message=said("m"),
                    path=("a", said("p"), 3),
                    place=replace(finding.place, source=said("n"), sheet=text, cell=text),
                    found=said("f"),
                    expected=said("e"),
                    fix=said("x"),
                    reading=said("w"),
                    unit=said("u"),
                    part=said("a"),
                    owner=said("o"),
                )
                for finding in outcome.findings
            ),
        )
        for outcome in base.outcomes
    )
    sources = {
        name: replace(
            one,
            title=said("t"),
            publisher=said("p"),
            date=said("d"),
            url=said("u"),
            points={n: said("p") for n in one.points},
        )
        for name, one in base.sources.items()
    }
    report = replace(
        base,
        name=said("n"),
        title=said("t"),
        kind=said("k"),
        digest=text,
        outcomes=outcomes,
        sources=sources,
        pictures=tuple(_picture(one, said) for one in base.pictures),
    )
    return Result(text, date(2017, 8, 9), 1, text, (report,))


def _picture(picture: Picture, said: Callable[[str], str]) -> Picture:
    """The same picture with that text in every word of it; figures, colours and blanks stay."""
    rows = tuple(
        replace(
            row,
            label=said("r"),
            cells=tuple(said("c") if cell in ("not_started", "on hold") else cell for cell in row.cells),
        )
        for row in picture.rows
    )
    series = tuple(said(f"s{n}") for n in range(len(picture.series)))
    return replace(picture, title=said("t"), of=said("o"), series=series, unit=said("u"), rows=rows)
