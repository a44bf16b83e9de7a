"""A small sample of the defects made on purpose; `make corpus` does the whole of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from corpus import good, misshapen, planted, stated
from corpus.__main__ import defect_table, good_table, write
from corpus.case import Label
from corpus.guise import Guise, draw
from corpus.origin import Origin, origins, places
from corpus.scores import Checker, noise, scores
from corpus.structure import variations, varied
from planlint import packs
from planlint.packs import Pack


@pytest.fixture(scope="module")
def pack() -> Pack:
    return packs.load()


@pytest.fixture(scope="module")
def checker(pack: Pack) -> Checker:
    return Checker(pack)


@pytest.fixture(scope="module")
def known(pack: Pack) -> Mapping[str, tuple[Origin, ...]]:
    return origins(pack)


def test_every_kind_can_be_varied_and_has_defects(pack: Pack) -> None:
    assert set(variations()) == set(pack.kinds)
    assert {plan.kind for plan in planted.plans()} == set(pack.kinds)


def test_every_defect_of_the_table_is_one_that_a_rule_of_its_kind_is_about(pack: Pack) -> None:
    codes = {kind: {rule.code for rule in pack.rules_for(kind)} for kind in pack.kinds}
    assert [plan.row for plan in planted.plans() if plan.row["code"] not in codes[plan.kind]] == []


def test_good_submissions_are_passed_in_silence(checker: Checker, known: Mapping[str, tuple[Origin, ...]]) -> None:
    found = noise(checker, good.cases(known, seed=11, each=3))
    assert [one for some in found.values() for one in some.examples] == []
    assert {kind: one.lacking.total() for kind, one in found.items()} == dict.fromkeys(known, 0)
    assert list(good_table(found))[-1] == f"| all | {3 * len(known)} | 0 | 0 | 0 |"


def test_good_submissions_are_not_all_one(known: Mapping[str, tuple[Origin, ...]]) -> None:
    made = [case.content for case in good.cases({"stp-plan": known["stp-plan"]}, seed=5, each=40)]
    assert len(set(made)) == 40
    assert made == [case.content for case in good.cases({"stp-plan": known["stp-plan"]}, seed=5, each=40)]
    assert made[0] != next(good.cases({"stp-plan": known["stp-plan"]}, seed=6, each=1)).content


def test_what_the_rules_own_tests_expect_is_found_in_varied_submissions(
    pack: Pack, checker: Checker, known: Mapping[str, tuple[Origin, ...]]
) -> None:
    found = scores(checker, islice(stated.cases(pack, known, seed=4, each=1), 3, None, 19))
    assert found[stated.STATED].missed == []
    assert found[stated.STATED].made > 20
    assert found[stated.EDITED].found == found[stated.EDITED].made > 10


def test_planted_defects_are_found_where_they_are(checker: Checker, known: Mapping[str, tuple[Origin, ...]]) -> None:
    found = scores(checker, islice(planted.cases(known, seed=2, each=1), 1, None, 4))
    assert [one for score in found.values() for one in score.missed] == []
    assert set(found) == {plan.defect for plan in planted.plans()}


def test_defects_of_shape_are_found_where_they_are(checker: Checker, known: Mapping[str, tuple[Origin, ...]]) -> None:
    found = scores(checker, islice(misshapen.cases(known, seed=3, each=1), 0, None, 3))
    assert [one for score in found.values() for one in score.missed] == []
    assert set(found) == set(misshapen.CHANGES)


def test_a_defect_that_is_not_there_is_not_found(checker: Checker, known: Mapping[str, tuple[Origin, ...]]) -> None:
    case = next(good.cases({"cip-return": known["cip-return"]}, seed=1, each=1))
    total = Label("total changed", "ARI-001", ("ytd_workstream", 6, "plan"))
    score = scores(checker, [replace(case, label=total)])["total changed"]
    assert (score.made, score.found, score.placed) == (1, 0, 0)
    assert score.missed[0].endswith("nothing told")


def test_a_defect_told_elsewhere_is_found_but_not_at_the_right_place(
    checker: Checker, known: Mapping[str, tuple[Origin, ...]]
) -> None:
    case = next(one for one in planted.cases(known, seed=1, each=1) if one.label and one.label.code == "OWN-001")
    assert case.label is not None
    wrong = replace(case, label=replace(case.label, path=("title",)))
    score = scores(checker, [wrong])[case.label.defect]
    assert (score.made, score.found, score.placed) == (1, 1, 0)
    assert list(defect_table({"it": score}))[-1] == "| all | 1 | 1 (100.0%) | 0 (0.0%) |"


@pytest.mark.parametrize("kind", ["stp-plan", "sip-return", "bcf-plan", "financial-risk-assessment"])
def test_a_guise_keeps_every_place(known: Mapping[str, tuple[Origin, ...]], kind: str) -> None:
    origin = known[kind][-1]
    shape = origin.kind.shape
    for seed in range(4):
        random = Random(seed)
        guise, data = draw(random, origin, range(1, 6)), varied(random, origin)
        other = guise.data(data, shape)
        moved = {guise.path(path, shape) for path, _, _ in places(data, shape)}
        assert moved == {path for path, _, _ in places(other, shape)}


def test_a_guise_moves_every_spelling_of_a_year() -> None:
    later = Guise(years=2, power=1)
    assert later.text("2017/18, 2017-18, 2017-08, 2016-02-29, May 2017: £1.5m of £20,500 in Chapter 20") == (
        "2019/20, 2019-20, 2019-08, 2018-02-28, May 2019: £15m of £205,000 in Chapter 20"
    )


def test_submissions_can_be_written_with_their_labels(tmp_path: Path, known: Mapping[str, tuple[Origin, ...]]) -> None:
    assert write(tmp_path / "some", islice(planted.cases(known, seed=1, each=1), 3)) == 3
    labels = json.loads((tmp_path / "some" / "labels.json").read_text(encoding="utf-8"))
    assert {one["rule"] for one in labels.values()} == {"OWN-001", "ENG-001"}
    assert all((tmp_path / "some" / name).stat().st_size > 1000 for name in labels)
