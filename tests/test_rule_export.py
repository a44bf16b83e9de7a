"""`planlint rules test --export`: the tests of rules as files, which checked again give what their labels say."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planlint import batch, engine, packs, readers
from planlint.cli import main
from planlint.model import BATCH, Outcome, Verdict, pointer
from planlint.packs import Pack
from planlint.received import Received

EVERY = 9
"""One test in so many is checked again; all of them take ten seconds."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return packs.load()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("exported")
    assert main(["rules", "test", "--export", str(made)]) == 0
    return made


def labels(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]


def outcome(label: dict[str, Any], folder: Path, pack: Pack) -> Outcome:
    """What comes of an exported test when its files are checked as any other."""
    as_of, codes = date.fromisoformat(label["as_of"]), [label["rule"]]
    rules = engine.chosen(pack, label["kind"], codes)
    parameters = engine.overridden(pack, label["set"])
    received = Received(frozenset(kind for rule in rules for kind in rule.reads), as_of, parameters)

    def bound(name: str) -> Any:
        return engine.bound_of(readers.read((folder / name).read_bytes(), name), pack)

    first = bound(label["file"]) if label["file"] else None
    if first is not None:
        received.add(first)
    for word in ("beside", "previous"):
        for name in label[word]:
            received.add(bound(name), previous=word == "previous")
    if label["kind"] == BATCH:
        report = batch.check(received, pack, as_of, parameters, rules)
    else:
        read = readers.read((folder / label["file"]).read_bytes(), label["file"])
        report = engine.check(read, pack, as_of, parameters=label["set"], select=codes, received=received, bound=first)
    [found] = [one for one in report.outcomes if one.rule == label["rule"]]
    return found


def test_checked_again_they_give_what_their_labels_say(folder: Path, pack: Pack) -> None:
    every = labels(folder)
    beside = [one for one in every if one["beside"] or one["previous"] or one["set"] or one["file"] is None]
    sample = every[::EVERY] + beside[::EVERY]
    wrong = []
    for label in sample:
        found = outcome(label, folder, pack)
        places = {pointer(one.path) for one in found.findings if one.verdict == label["expected"]}
        counts = found.counts
        times = {
            Verdict.PASS: counts.passed,
            Verdict.FAIL: sum(one.verdict is Verdict.FAIL for one in found.findings) + found.omitted,
            Verdict.NOT_APPLICABLE: counts.not_applicable,
            Verdict.CANNOT_ASSESS: counts.cannot_assess,
        }[Verdict(label["expected"])]
        right = found.verdict == label["expected"] and label["times"] in (None, times)
        if not right or (label["place"] is not None and label["place"] not in places):
            wrong.append((label, found.verdict, times, places))
    assert wrong == []
    assert len(sample) > 200
    assert {one["expected"] for one in sample} == set(Verdict)


def test_every_test_is_there_once_and_again_the_same(folder: Path, tmp_path: Path, pack: Pack) -> None:
    assert len(labels(folder)) == len({(rule.source, test.pos.line) for kind in pack.rules
                                       for rule in pack.rules_for(kind) for test in rule.checked.tests})  # fmt: skip
    named = [name for one in labels(folder) for name in (one["file"], *one["beside"], *one["previous"]) if name]
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.json")}
    assert sorted(named) == sorted(there)
    assert main(["rules", "test", "FIN", "--export", str(tmp_path)]) == 0
    for path in tmp_path.rglob("*.json"):
        assert path.read_bytes() == (folder / path.relative_to(tmp_path)).read_bytes()


def test_a_folder_that_is_not_empty_is_refused(root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    small = str(root / "tests" / "packs" / "small")
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(["rules", "test", "--pack", small, "--export", str(tmp_path)]) == 2
    assert "is not empty" in capfd.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert main(["rules", "test", "--pack", small, "--export", str(tmp_path), "--force"]) == 0
    assert capfd.readouterr().err == "Exit 0: 2 tests in 2 files, and labels.jsonl.\n"
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
    first, second = labels(tmp_path)
    assert first["file"] == "SML-001-001.json"
    assert (first["rule"], first["expected"], first["times"], first["place"]) == ("SML-001", "fail", 1, None)
    written = json.loads((tmp_path / second["file"]).read_text(encoding="utf-8"))
    assert "owner" not in written["parts"][0]


def test_figures_keep_their_digits(root: Path, tmp_path: Path) -> None:
    """`4.20` and `4.2` are rounded differently, so a figure is written out as it was."""
    small, out = tmp_path / "small", tmp_path / "out"
    shutil.copytree(root / "tests" / "packs" / "small", small)
    (small / "fixtures/clean/plan.yaml").write_text(
        "kind: plan\ntitle: A plan\ntotal: 700.20\nparts:\n  - {name: A, value: 700.200, owner: Finance director}\n",
        encoding="utf-8",
    )
    assert main(["rules", "test", "SML-003", "--pack", str(small), "--export", str(out)]) == 0
    text = (out / "SML-003-001.json").read_text(encoding="utf-8")
    assert '"total": 700.20,' in text
    assert '"value": 700.200\n' in text


def test_a_link_in_its_place_is_not_followed(root: Path, tmp_path: Path) -> None:
    small, outside = str(root / "tests" / "packs" / "small"), tmp_path / "outside"
    outside.write_text("mine", encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "labels.jsonl").symlink_to(outside)
    assert main(["rules", "test", "--pack", small, "--export", str(tmp_path / "out"), "--force"]) == 0
    assert outside.read_text(encoding="utf-8") == "mine"
