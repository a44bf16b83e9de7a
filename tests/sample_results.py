"""Results made by hand that a reviewer can read; the goldens and the tests of reports are about these."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planlint.model import (
    Citation,
    Counts,
    FaultNote,
    Finding,
    Outcome,
    PackStamp,
    ParameterUse,
    Path,
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
from planlint.tally import conclude

AS_OF = date(2017, 8, 9)
SOURCES_CITED = {
    "cip-guidance-2017": Source(
        "cip-guidance-2017",
        "Efficiency and how it is shown",
        "A regulator",
        "2017-02-01",
        "https://example.org/cip",
        {"1": "Every scheme is owned", "4.2": "Totals add up", "5": "Savings are real"},
    )
}
SPENDING = Picture(
    "bars",
    "Savings to date, planned against actual",
    "Workstream",
    ("Plan", "Actual"),
    "£k",
    (
        PictureRow("Workforce", ("358", "270")),
        PictureRow("Procurement of goods and services for every hospital of the system, and its homes", ("0", "-12")),
        PictureRow("Estates", ("not_started", None)),
        PictureRow("Total", ("358", "258"), True),
    ),
    3,
)  # fmt: skip
RATED = Picture(
    "grid",
    "RAG by scheme",
    "Scheme",
    ("Milestones", "Money"),
    "",
    (
        PictureRow("Beds", ("red", "amber")),
        PictureRow("Theatres", ("green", None)),
        PictureRow("Pharmacy", ("not_applicable", "on hold")),
    ),
)
BY_YEAR = Picture(
    "lines",
    "Resource and requirement by year",
    "Year",
    ("Resource", "Requirement"),
    "£bn",
    (
        PictureRow("2016/17", ("1.300", None)),
        PictureRow("2017/18", (None, None)),
        PictureRow("2018/19", ("1.327", "1.412")),
        PictureRow("2019/20", ("1.350", "1.450")),
    ),
)
UNSEEN = Picture("grid", "RAG of money", "Scheme", ("Money",), "", (PictureRow("Beds", (None,)),) * 2)
LED = Picture(
    "bridge",
    "Bridge: Control total, 2017/18",
    "Step",
    ("Value", "Reason"),
    "£m",
    (
        PictureRow("Plan of March", ("-18.2", None), True),
        PictureRow("Savings that begin later than planned, in hospitals and in the community", ("-3.1", "Contracts")),
        PictureRow("Non-recurrent measures", ("2.4", "Sale of land")),
        PictureRow("Winter", ("0.0", None)),
        PictureRow("Forecast of August", ("-19.7", None), True),
    ),
    slack="0.25",
)
BROKEN = Picture(
    "bridge",
    "Bridge: Savings target",
    "Step",
    ("Value",),
    "£m",
    (
        PictureRow("First report", ("27",), True),
        PictureRow("Workforce", ("4.2",)),
        PictureRow("Medicines", (None,)),
        PictureRow("Estates", ("to be agreed",)),
        PictureRow("Procurement", ("-1.5",)),
        PictureRow("Third report", ("39.9",), True),
    ),
    slack="0.7",
    notes=("2 more bridges are in the submission and not here.",),
)
PACK = PackStamp("nhs-plans", "2017.2", "sha256:" + "5" * 64)
NAME = "returns/cip-2017-18.yaml"
SOURCE = b"""\
kind: cip-return
title: Cost improvement programme 2017/18
year: 2017/18
target: 33000
full_year:
  - name: Workforce
    pay: 11940.0
    total: 12000.0
  - name: Procurement
    non_pay: 4,100
    total: 4100.0
adjustments:
  - label: Rebasing
    value: 41262955
schemes: []
"""


def _rule(
    code: str, title: str, severity: Severity, verdict: Verdict, counts: Counts, *findings: Finding, omitted: int = 0
) -> Outcome:
    return Outcome(
        code,
        title,
        severity,
        verdict,
        counts,
        sentence=f"{title}.",
        cites=(Citation("cip-guidance-2017", "4.2"),) if code.startswith("ARI") else (),
        tags=("arithmetic",) if code.startswith("ARI") else (),
        reason="no schemes to check" if verdict is Verdict.NOT_APPLICABLE else None,
        findings=findings,
        omitted=omitted,
    )


def _at(line: int, column: int) -> Place:
    return Place(NAME, line, column)


ADDS_UP = Finding(
    "ARI-002",
    Verdict.FAIL,
    Severity.MUST,
    "The parts of Workforce add up to 11,940.0 but its total is 12,000.0, which is 60.0 too high.",
    ("full_year", 0, "total"),
    _at(8, 12),
    "f1",
    related=(Related(("full_year", 0, "pay"), _at(7, 10)),),
    values={"line.total": "12000.0", "line.pay": "11940.0"},
    reading="12000.0 must be the sum of 11940.0.",
    expected="11940.0",
    found="12000.0",
    difference="60.0",
    unit="£k",
    slack="0.10",
    steps=(StepUsed(("full_year", 0, "total"), "0.1", "£k", "schema"),),
    fix="Correct the parts, or change the total to 11,940.0.",
)
NOT_A_FIGURE = Finding(
    "SHAPE-TYPE",
    Verdict.FAIL,
    Severity.MUST,
    "This should be a figure in £k, and “4,100” is text.",
    ("full_year", 1, "non_pay"),
    _at(10, 14),
    "f2",
    found="4,100",
    expected="a number",
    fix="Write it without the comma: 4100.",
)
OVER_TARGET = Finding(
    "FIN-008",
    Verdict.FAIL,
    Severity.SHOULD,
    "The adjustment is larger than the programme.",
    ("adjustments", 0, "value"),
    _at(14, 12),
    "f3",
    reading="41262955 should be at most 33000.",
    expected="33000",
    found="41262955",
    difference="41229955",
    unit="£k",
    slack="0.5",
    related=tuple(Related(("full_year", n, "total"), _at(30 + n, 9)) for n in range(8)),
    part="Adjustments, Rebasing",
)
NO_OWNER = tuple(
    Finding(
        "OWN-001",
        Verdict.FAIL,
        Severity.COULD,
        f"Scheme {n} names no owner.",
        ("schemes", n - 1, "owner"),
        _at(15, 1),
        f"o{n}",
        missing=(("schemes", n - 1, "owner"),),
        fix="Name who answers for it.",
        part=f"Scheme {n}",
        owner="Director of finance, A Trust" if n % 2 else None,
    )
    for n in range(1, 9)
)
NOT_RATED = tuple(
    Finding(
        "MON-003",
        Verdict.CANNOT_ASSESS,
        Severity.MUST,
        f"The RAG of Scheme {n} is not given.",
        ("schemes", n - 1, "rag"),
        _at(20 + n, 3),
        f"n{n}",
        missing=(("schemes", n - 1, "rag"),),
        fix=f"Give the RAG of Scheme {n}.",
        part=f"Scheme {n}",
    )
    for n in range(1, 7)
)
NO_BASE = Finding(
    "FIN-011",
    Verdict.CANNOT_ASSESS,
    Severity.MUST,
    "The baseline is not given.",
    ("baseline",),
    _at(1, 1),
    "f4",
    missing=(("baseline",),),
    fix="Give the baseline of 2016/17.",
)


def _blocked(rule: str, n: int, *by: str) -> Finding:
    return Finding(
        rule,
        Verdict.CANNOT_ASSESS,
        Severity.MUST,
        "The parts of Procurement cannot be added up.",
        ("full_year", 1, "total"),
        _at(11, 12),
        f"b-{rule}-{n}",
        missing=(("full_year", 1, "non_pay"),),
        blocked_by=by,
    )


ELSEWHERE = Finding(
    "CMB-001",
    Verdict.CANNOT_ASSESS,
    Severity.MUST,
    "Needs the control total of the same organisation, which was not sent.",
    ("target",),
    _at(4, 9),
    "f5",
    elsewhere=True,
)
ROUNDED = Finding(
    "ARI-009",
    Verdict.PASS,
    Severity.MUST,
    "The year and its months agree only within rounding.",
    ("full_year", 1, "total"),
    _at(11, 12),
    "f6",
    expected="4100.2",
    found="4100.0",
    difference="-0.2",
    unit="£k",
    slack="0.65",
    rounding="agrees only within rounding",
)
_PASSED = tuple(
    _rule(code, title, Severity.MUST, Verdict.PASS, Counts(passed=n))
    for code, title, n in (
        ("KND-001", "The kind and the year are given", 2),
        ("ARI-001", "Nothing is counted twice", 12),
    )
)
FAULTY = Report(
    NAME,
    "sha256:" + "a" * 64,
    "cip-return",
    PACK,
    (
        _rule("SHAPE-TYPE", "A value of another type", Severity.MUST, Verdict.FAIL, Counts(failed=1), NOT_A_FIGURE),
        _rule(
            "ARI-002",
            "Each total is the sum of its parts",
            Severity.MUST,
            Verdict.FAIL,
            Counts(0, 1, 0, 1),
            ADDS_UP,
            _blocked("ARI-002", 1, "f2"),
        ),
        _rule(
            "ARI-003", "The totals add up", Severity.MUST, Verdict.CANNOT_ASSESS, Counts(cannot_assess=2),
            *(_blocked("ARI-003", n, "f2", "f1") for n in (1, 2)),
        ),
        _rule("ARI-009", "The months add up to the year", Severity.MUST, Verdict.PASS, Counts(passed=4), ROUNDED),
        _rule("FIN-008", "Adjustments are small", Severity.SHOULD, Verdict.FAIL, Counts(failed=1), OVER_TARGET),
        _rule("FIN-011", "Savings are set against a baseline", Severity.MUST, Verdict.CANNOT_ASSESS,
              Counts(cannot_assess=1), NO_BASE),
        _rule("OWN-001", "Each scheme has an owner", Severity.COULD, Verdict.FAIL, Counts(failed=31), *NO_OWNER,
              omitted=23),
        _rule("CMB-001", "The target is the one that was issued", Severity.MUST, Verdict.CANNOT_ASSESS,
              Counts(cannot_assess=1), ELSEWHERE),
        _rule("MON-003", "Each scheme is rated", Severity.MUST, Verdict.CANNOT_ASSESS,
              Counts(cannot_assess=6), *NOT_RATED),
        _rule("SCH-001", "Every scheme has a plan", Severity.MUST, Verdict.NOT_APPLICABLE, Counts(not_applicable=1)),
        *_PASSED,
    ),
    {"materiality": ParameterUse("5%", "rules/every-kind.rules:4")},
    "Cost improvement programme 2017/18",
    SOURCES_CITED,
    "cip-guidance-2017",
    (SPENDING, RATED, BY_YEAR, UNSEEN, LED, BROKEN),
)  # fmt: skip
CLEAN = replace(
    FAULTY, name="returns/clean.yaml", outcomes=(*_PASSED, FAULTY.outcomes[9]), digest="sha256:" + "c" * 64, pictures=()
)
WAITING = replace(CLEAN, name="returns/waiting.yaml", outcomes=(*_PASSED, FAULTY.outcomes[7]))
TO_EXPLAIN = replace(CLEAN, name="returns/explain.yaml", outcomes=(*_PASSED, FAULTY.outcomes[4]))
UNREADABLE = Report(
    "returns/torn.yaml",
    "sha256:" + "e" * 64,
    None,
    PACK,
    (
        _rule(
            "READ-SYNTAX",
            "The file breaks the rules of its format",
            Severity.MUST,
            Verdict.FAIL,
            Counts(failed=1),
            Finding(
                "READ-SYNTAX",
                Verdict.FAIL,
                Severity.MUST,
                "A bracket that opens here is never closed.",
                (),
                Place("returns/torn.yaml", 3, 7),
                "r1",
                fix="Close it with ].",
            ),
        ),
    ),
)
EVIL = "\x1b[2J\x1b[1;32mAll checks passed\x1b[0m\nExit 0: nothing\r\x07\x9b31m\x7f\u202egpj\u2028{0} %s \ud800"


def _hostile() -> Report:
    name = f"a\nPASS {EVIL}.yaml"
    path: Path = ("a/b~", 3, EVIL)
    finding = Finding(
        EVIL,
        Verdict.FAIL,
        Severity.MUST,
        EVIL,
        path,
        Place(name, 1, 4),
        EVIL,
        related=(Related(path, Place(EVIL, sheet=EVIL, cell=EVIL)),),
        values={EVIL: EVIL},
        reading=EVIL,
        expected=EVIL,
        found=EVIL,
        difference=EVIL,
        unit=EVIL,
        slack=EVIL,
        rounding=EVIL,
        steps=(StepUsed(path, EVIL, EVIL, EVIL),),
        missing=(path,),
        fix=EVIL,
        part=EVIL,
        owner=EVIL,
    )
    cited = (Citation(EVIL, EVIL),)
    outcome = Outcome(EVIL, EVIL, Severity.MUST, Verdict.FAIL, Counts(failed=1), EVIL, EVIL, cited, (EVIL,), (finding,))
    stamp = PackStamp(EVIL, EVIL, EVIL)
    sources = {EVIL: Source(EVIL, EVIL, EVIL, EVIL, EVIL, {EVIL: EVIL})}
    drawn = tuple(
        Picture(form, EVIL, EVIL, (EVIL, EVIL), EVIL, (PictureRow(EVIL, (EVIL, cell)), PictureRow(EVIL, (cell, None))))
        for form, cell in (("bars", "-5"), ("grid", "red"), ("lines", "7"), ("bridge", "9"), (EVIL, "1"))
    )
    parameters = {EVIL: ParameterUse(EVIL, EVIL)}
    return Report(name, EVIL, EVIL, stamp, (outcome,), parameters, EVIL, sources, EVIL, drawn)


HOSTILE = _hostile()
HOSTILE_SOURCE = ("ab\t" + EVIL.replace("\n", " ").replace("\r", " ") + "\U0001f600" * 300).encode("utf-8", "replace")


def run(*reports: Report, faults: tuple[FaultNote, ...] = (), level: Severity | None = Severity.MUST) -> Result:
    """The result of a run that gave these reports."""
    code, why = conclude(reports, faults, (), level)
    return Result("0.1.0", AS_OF, code, why, reports, faults)


FAULT = FaultNote("FIN-020", "returns/clean.yaml", "FIN-020 could not run on returns/clean.yaml: KeyError: 'x'.")
RESULTS = {
    "faulty": run(FAULTY),
    "clean": run(CLEAN),
    "waiting": run(WAITING),
    "explain": run(TO_EXPLAIN),
    "unreadable": run(UNREADABLE),
    "batch": run(FAULTY, CLEAN, UNREADABLE),
    "fault": run(CLEAN, faults=(FAULT,)),
    "hostile": run(HOSTILE),
}
SOURCES = {NAME: SOURCE, UNREADABLE.name: b"a: 1\nb: 2\nlist: [1, 2\n", HOSTILE.name: HOSTILE_SOURCE}
