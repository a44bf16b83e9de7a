"""Holding the two engines to each other: what the fast one decides, the interpreter must say too."""

from __future__ import annotations

from datetime import date
from typing import Any

from planlint.bind import Bound
from planlint.lang.checked import CheckedRule
from planlint.lang.fast import Decision, FastRules, compile_rules
from planlint.lang.judge import Judgement, judge
from planlint.model import Verdict
from planlint.packs.fast import unreadable
from planlint.received import count_values


def said(judgement: Judgement) -> tuple[Any, ...]:
    """What a judgement comes to, in the terms of a decision."""
    places = {(note.verdict, note.path) for note in judgement.notes}
    return judgement.verdict, judgement.counts, judgement.reason, places


def decided(decision: Decision) -> tuple[Any, ...]:
    places = {(mark.verdict, mark.path) for mark in decision.marks}
    return decision.verdict, decision.counts, decision.reason, places


def decide(rules: FastRules, code: str, bound: Bound, as_of: date) -> Decision | None:
    return rules.on(bound.data, as_of, unreadable(bound)).decide().get(code)


def both(rule: CheckedRule, bound: Bound, as_of: date, rules: FastRules | None = None) -> tuple[Any, Any]:
    """What each engine says of a rule; None for the first where it leaves it to the interpreter."""
    judgement = judge(rule, bound.data, as_of=as_of, parameters={}, values=count_values(bound.data))
    decision = decide(rules or compile_rules([rule]), rule.rule.code, bound, as_of)
    return (None if decision is None else decided(decision)), said(judgement)


def unsettled(judgement: Judgement) -> bool:
    """Whether something was missing or open, so that the fast engine may well say nothing."""
    return judgement.verdict is Verdict.CANNOT_ASSESS or bool(judgement.counts.cannot_assess)
