"""A file with many mistakes: each is told in one run, at its place, with what to do."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from planlint.cli import main

MISTAKES = '''\
rules for plan as plan
title "Ten mistakes"
parameter limit is £5k
define twice(x) as x + x

rule TEN-001 "A source that is not there"
  cites "giude" point 1
  must plan.title is given

rule TEN-002 "A field that is not there"
  must plan.totl > £0

rule TEN-003 "A choice that the schema does not offer"
  must plan.stage is "finnal"

rule TEN-004 "Money and a plain number"
  must plan.total < 5

rule TEN-005 "Two choices in one breath"
  must plan.stage is "draft" or "final"

rule TEN-006 "A let that nothing uses"
  let spare be plan.total
  must plan.title is given

rule TEN-007 "A name that nothing binds, in a message"
  for each part in plan.parts
  must part.value < limit
    say """{part.name}"" is too large: {prat.value}."

rule TEN-008 "A date and a financial year"
  must as_of before 2017/18

rule TEN-009 "A function that is not there"
  must wrods(plan.title) > twice(2)

rule TEN-002 "A code that is taken"
  must plan.title is given
'''

SAID = '''\
rules/plan/plan.rules:7:3: TEN-001 cites 'giude', which is not in rules/sources.yaml.
    7 |   cites "giude" point 1
          ^^^^^^^^^^^^^^^^^^^^^
      Did you mean 'guide'?
rules/plan/plan.rules:11:13: There is no field `totl` of a plan.
   11 |   must plan.totl > £0
                    ^^^^
      Did you mean `total`?
rules/plan/plan.rules:14:22: "finnal" is not one of the values this can have.
   14 |   must plan.stage is "finnal"
                             ^^^^^^^^
      Did you mean `final`?
rules/plan/plan.rules:17:8: Money and a plain number cannot be compared.
   17 |   must plan.total < 5
               ^^^^^^^^^^^^^^
      Write amounts with their unit: `£0`, `£850k`.
rules/plan/plan.rules:20:33: This is a text, not something that is true or false.
   20 |   must plan.stage is "draft" or "final"
                                        ^^^^^^^
      Write `is one of [ … ]`.
rules/plan/plan.rules:23:3: `spare` is never used.
   23 |   let spare be plan.total
          ^^^^^^^^^^^^^^^^^^^^^^^
      Use it or delete the `let`.
rules/plan/plan.rules:29:41: `prat` is not the name of anything here.
   29 |     say """{part.name}"" is too large: {prat.value}."
                                                ^^^^
      Did you mean `part`?
rules/plan/plan.rules:32:8: A date and a financial year cannot be compared.
   32 |   must as_of before 2017/18
               ^^^^^^^^^^^^^^^^^^^^
      Use `falls in`, or `year of` the date.
rules/plan/plan.rules:35:8: There is no function `wrods`.
   35 |   must wrods(plan.title) > twice(2)
               ^^^^^
      Did you mean `words`?
rules/plan/plan.rules:37:6: TEN-002 already stands in line 10.
   37 | rule TEN-002 "A code that is taken"
             ^^^^^^^
      A code means one rule.
Exit 2: the rule pack cannot be used (10 problems), so nothing was checked.
'''


def test_ten_mistakes_are_ten_errors_in_one_run(root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(root / "tests" / "packs" / "small", tmp_path / "pack")
    schema = tmp_path / "pack" / "schemas" / "plan.schema.json"
    described = json.loads(schema.read_text())
    described["properties"]["stage"] = {"type": "string", "enum": ["draft", "final"]}
    schema.write_text(json.dumps(described))
    (tmp_path / "pack" / "rules" / "plan" / "plan.rules").write_text(MISTAKES)
    for command in (["rules", "lint"], ["rules", "test"], ["rules", "mutate"]):
        assert main([*command, "--pack", str(tmp_path / "pack")]) == 2
        out, err = capfd.readouterr()
        assert (out, err) == ("", SAID)
