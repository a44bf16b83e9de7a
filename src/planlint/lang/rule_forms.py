"""The canonical form of a whole rule: two rules of one form give the same verdicts, at the same places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from planlint.lang import ast
from planlint.lang.canon import Canon, Form
from planlint.lang.evidence import left_side, top_parts


def form_of(rule: ast.Rule, defines: Mapping[str, ast.Define], whole: Callable[[ast.Expr], bool]) -> Form:
    """The form of all that decides a rule's verdicts and their places. Titles, messages and citations do not."""
    canon = Canon(defines, whole)
    item: Form | None = None
    said: list[Any] = [rule.effective and (rule.effective.start, rule.effective.until)]
    said.append(canon.condition(rule.when) if rule.when is not None else None)
    for step in rule.steps:
        if isinstance(step, ast.Let):
            canon.let(step.name, step.part)
        elif isinstance(step, ast.ForPair):
            said.append(("pair", canon.value(step.source), step.by))
            canon.bind(step.first, step.second)
            item = canon.value(ast.Name(step.second, pos=step.pos))
        else:
            source = canon.value(step.source)
            canon.bind(step.name)
            item = canon.value(ast.Name(step.name, pos=step.pos))
            said.append(("each", source, canon.condition(step.where) if step.where is not None else None))
    for one in rule.obligations:
        said.append((one.verb, canon.condition(one.part), one.missing, _place(canon, one, item)))
    return ("rule", *said)


def form_of_match(
    use: ast.UsesOther, defines: Mapping[str, ast.Define], whole: Callable[[ast.Expr], bool]
) -> Form | None:
    """The form of what another submission is matched by; None where it is not matched."""
    return None if use.matched is None else Canon(defines, whole).condition(use.matched)


def _place(canon: Canon, obligation: ast.Obligation, item: Form | None) -> Form | None:
    """Where an obligation says that it points; nothing where it points there by itself. `item` is the innermost."""
    if obligation.at is None:
        return None
    at = canon.value(obligation.at)
    by_itself = all(_own_place(canon, part, item) == at for part in top_parts(obligation.part))
    return None if by_itself and obligation.missing != "fail" else at


def _own_place(canon: Canon, part: ast.Expr, item: Form | None) -> Form | None:
    """Where a part points if nothing is said of it, where that is sure; see `planlint.lang.evidence.Witness.points`."""
    if type(part) in _BY_ITEM or (isinstance(part, ast.Quantified) and part.word in ("every", "no")):
        return None
    left = left_side(part)
    if left is None:
        return item
    form = canon.value(left)
    while form[0] == "Prefix" and form[1] != "count":
        form = form[2]
        if not _one_field(form):
            return None
    if form[0] in ("Field", "Index", "bound"):
        return form
    return item if form[0] in ("collected", "linear", "product") else None


def _one_field(form: Form) -> bool:
    """Whether a path is read without reading anything else: no item is looked up by a key."""
    while form[0] == "Field":
        form = form[1]
    return form[0] in ("name", "bound")


_BY_ITEM = (ast.NoRepeated, ast.InOrder, ast.Covers, ast.AddsUp, ast.Reconciles)
"""Conditions that point at each item that breaks them."""
