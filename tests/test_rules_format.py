"""Rule files laid out: what changes, and what never does."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlint.cli import main
from planlint.lang.format import formatted
from tests.random_rules import case

UNTIDY = (
    """\
rules   for stp-plan   as plan # the plan
title "Actions"
parameter   gap is   28   days


# Why owners matter.
rule OWN-001 "Each action
""".replace('"Each action\n', '"Each action has an owner" cites "stp-feedback-2016"   point 4')
    + """
   for each action in plan.actions   where action.title is given # named ones only
must action.owner is given and
  action.start is given
      and (if action.end is given then action.end not before action.start+gap
  or action.end is not given)
at action
   say "Nobody owns ""{action.title}""."
 # how to mend it
fix "Name an owner."
test OWN-001 "none" given "stp-plan.yaml"
remove plan.actions[ "A1" ].owner
expect fail   1 time at plan.actions["A1"]
set plan.x to -£1m
"""
)

TIDY = """\
rules for stp-plan as plan  # the plan
title "Actions"
parameter gap is 28 days

# Why owners matter.
rule OWN-001 "Each action has an owner"
  cites "stp-feedback-2016" point 4
  for each action in plan.actions where action.title is given  # named ones only
  must action.owner is given and
       action.start is given
   and (if action.end is given then action.end not before action.start + gap
        or action.end is not given)
    at action
    say "Nobody owns ""{action.title}""."
    # how to mend it
    fix "Name an owner."
test OWN-001 "none"
  given "stp-plan.yaml"
  remove plan.actions["A1"].owner
  expect fail 1 time at plan.actions["A1"]
"""


def test_an_untidy_file_is_laid_out_with_its_comments_and_line_breaks() -> None:
    laid, problems = formatted(UNTIDY.replace("set plan.x to -£1m\n", ""), "own.rules")
    assert problems == []
    assert laid == TIDY


def test_a_minus_stays_with_its_figure() -> None:
    text = 'rules for k as p\nrule A-1 "t"\n  must p.a = -£1m and p.b = p.c - £2m and p.d = - (p.e)\n'
    laid, _ = formatted(text, "a.rules")
    assert laid is not None
    assert "must p.a = -£1m and p.b = p.c - £2m and p.d = -(p.e)" in laid


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.randoms(use_true_random=False), st.sampled_from([" ", "\n", "\n\n   ", "  # a note\n"]))
def test_what_is_laid_out_stays_so_and_means_the_same(random: Random, gap: str) -> None:
    """`formatted` itself compares the trees; words moved apart anyhow come out as they were."""
    rule = case(random).rule
    laid, problems = formatted(rule, "case.rules")
    assert problems == []
    assert laid is not None
    assert formatted(laid, "case.rules")[0] == laid
    spread = rule.replace(" where ", f"{gap}where ")
    again, problems = formatted(spread, "case.rules")
    assert problems == []
    assert again is not None
    assert formatted(again, "case.rules")[0] == again
    assert again.count("# a note") == spread.count("# a note")


def test_what_cannot_be_read_is_told_and_left_alone() -> None:
    laid, problems = formatted('rules for k as p\nrule A-1 "t"\n  must p.a ==\n', "a.rules")
    assert laid is None
    assert problems[0].line == 3


def test_the_command_changes_files_only_when_asked(
    root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(root / "tests" / "packs" / "small", pack)
    file = next(pack.glob("rules/**/*.rules"))
    tidy, _ = formatted(file.read_text(encoding="utf-8"), "x")
    assert tidy is not None
    untidy = tidy.replace("  must", "must  ")
    file.write_text(untidy, encoding="utf-8")
    assert main(["rules", "fmt", str(pack), "--check"]) == 1
    assert "would be laid out anew" in capfd.readouterr().out
    assert main(["rules", "fmt", str(pack), "--diff"]) == 1
    assert "-must  " in capfd.readouterr().out
    assert file.read_text(encoding="utf-8") == untidy
    assert main(["rules", "fmt", str(pack)]) == 0
    assert file.read_text(encoding="utf-8") == tidy
    assert main(["rules", "fmt", str(pack), "--check"]) == 0


def test_the_shipped_rules_are_laid_out(root: Path) -> None:
    for file in sorted(root.glob("rules/**/*.rules")):
        text = file.read_text(encoding="utf-8")
        assert formatted(text, file.name)[0] == text, f"{file}: run `planlint rules fmt`"
