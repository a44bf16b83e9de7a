"""The fast engine against the interpreter: the conformance suite, random rules on random submissions, the fixtures."""

from __future__ import annotations

import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlint import engine, packs, readers
from planlint.bind import bind, load_kinds
from planlint.lang.fast import compile_rules
from planlint.lang.parse import parse_file
from planlint.lang.resolve import check
from planlint.model import Document
from planlint.values import FiscalCalendar
from tests.random_rules import Case, case
from tests.test_conformance import cases, document, load
from tests.two_engines import both

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2017, 8, 9)
EXAMPLES = int(os.environ.get("PLANLINT_RANDOM_RULES", "400"))


@pytest.fixture(scope="module")
def pack() -> packs.Pack:
    return packs.load(None)


@pytest.mark.parametrize("case", [case for case in cases() if "value_of" not in case.values[0]])
def test_the_engines_agree_on_a_case_of_the_language(case: dict[str, Any]) -> None:
    kinds, rules, problems = load(case)
    if problems or "others" in case:
        return
    bound = bind(document(case.get("data", {})), kinds["case"])
    fast, slow = both(rules[0], bound, date.fromisoformat(case.get("as_of", "2017-08-09")))
    if fast is not None:
        assert fast == slow, compile_rules(rules).source


def answers(made: Case) -> tuple[Any, Any]:
    """What each engine says of a random rule: None for both where the checker refuses it."""
    kind = load_kinds({"case.schema.json": made.schema})["case"]
    file, problems = parse_file(made.rule, "case.rules")
    assert file is not None, (problems, made.rule)
    rules, refused = check(file, "case", kind.shape, {}, FiscalCalendar())
    return both(rules[0], bind(document(made.submission), kind), TODAY) if not refused else (None, None)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.randoms(use_true_random=False))
def test_the_engines_agree_on_random_rules(random: Random) -> None:
    made = case(random)
    fast, slow = answers(made)
    if fast is not None:
        assert fast == slow, made


def test_the_fast_engine_answers_most_random_rules_on_whole_submissions() -> None:
    """Else it could agree by saying nothing."""
    seen = [answers(case(Random(seed))) for seed in range(400)]
    settled = [fast for fast, slow in seen if slow is not None and not slow[1].cannot_assess]
    assert sum(fast is not None for fast in settled) > len(settled) / 2
    told = {str(fast[0]) for fast in settled if fast is not None}
    assert len(told) == 3, "each verdict but cannot assess comes from the fast engine"


@pytest.mark.parametrize("file", sorted((ROOT / "fixtures").glob("*/*.yaml")), ids=lambda file: file.name)
def test_a_report_is_the_same_with_and_without_the_fast_engine(file: Path, pack: packs.Pack) -> None:
    read = readers.read(file.read_bytes(), file.name)
    assert isinstance(read, Document)
    fast = packs.FastPack(pack, {}, many=0)
    assert engine.check(read, pack, TODAY, fast=fast) == engine.check(read, pack, TODAY)


def test_most_shipped_rules_have_a_function(pack: packs.Pack) -> None:
    fast = packs.FastPack(pack, {})
    rules = [(kind, rule.code) for kind in pack.kinds for rule in pack.rules_for(kind)]
    left = [(kind, code) for kind in pack.kinds for code in fast.rules(kind).left]
    partly = [(kind, code) for kind in pack.kinds for code in fast.rules(kind).partly]
    assert len(left) < len(rules) / 10, left
    assert len(left) + len(partly) < len(rules) / 5, partly


@pytest.mark.parametrize("once", json.loads((ROOT / "tests" / "engines_once_apart.json").read_text(encoding="utf-8")))
def test_cases_that_once_told_the_engines_apart(once: dict[str, Any]) -> None:
    submission = json.loads(json.dumps(once["submission"]), parse_float=Decimal)
    schema = json.dumps(once["schema"]).encode()
    fast, slow = answers(Case(schema, submission, "\n".join(once["rule"])))
    assert slow is not None
    assert fast is None or fast == slow, once["why"]
