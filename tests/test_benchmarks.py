"""The reference work for speed: the pack finds what the labels say and nothing else, and its own tests pass."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from benchmarks import material
from benchmarks.marks import marks
from planlint import engine, packs, readers, rule_tests

PLANS = 60


def test_the_pack_of_the_reference_work_passes_its_own_tests() -> None:
    results = rule_tests.run(packs.load(material.PACK))
    assert [f"{one.code} {one.title}: {one.message}" for one in results if not one.passed] == []
    assert len({one.code for one in results}) == 12


def test_the_pack_finds_what_is_labelled_and_nothing_else(shared: Path) -> None:
    work = material.load(shared / "bench")
    pack = packs.load(material.PACK)
    some = 0
    for number in range(PLANS):
        plan, labels = work.make(number)
        document = readers.read(json.dumps(plan).encode(), "plan.json")
        report = engine.check(document, pack, date(2017, 4, 1), kind=material.KIND)
        found = marks(report)
        assert set(found) == material.expected(labels), plan["plan_id"]
        assert len(found) == len(set(found)), plan["plan_id"]
        some += len(found)
    assert some >= 30
