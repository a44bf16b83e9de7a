"""What is kept for the next run: the same pack comes of it, and nothing that somebody else could have put there."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from planlint import cache, engine, packs, readers
from planlint.cache import Cache
from planlint.cli import main
from planlint.lang.plain import from_plain, to_plain
from planlint.packs.files import PackFiles
from planlint.packs.kept import keep, revive


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    (tmp_path / "kept").mkdir(mode=0o700)
    return Cache(tmp_path / "kept")


def folders(root: Path) -> tuple[Path, ...]:
    return root, root / "tests" / "packs" / "small", root / "benchmarks" / "pack"


def test_a_tree_that_was_kept_is_the_same_tree(root: Path) -> None:
    for folder in folders(root):
        for file in packs.load(folder).files.values():
            plain = to_plain(file)
            assert to_plain(from_plain(plain)) == plain
            assert len(from_plain(plain).tests) == len(file.tests)


def test_a_pack_that_was_kept_says_and_finds_the_same(root: Path) -> None:
    loaded = packs.load()
    content = keep(loaded)
    assert content is not None
    again = revive(content, PackFiles(loaded.folder))
    assert again is not None
    assert (again.stamp, again.sources, again.parameters) == (loaded.stamp, loaded.sources, loaded.parameters)
    assert list(again.kinds) == list(loaded.kinds)
    for kind in loaded.kinds:
        assert again.kinds[kind] == loaded.kinds[kind]
        assert again.rules_for(kind) == loaded.rules_for(kind)
        assert [rule.sentence for rule in again.rules_for(kind)] == [rule.sentence for rule in loaded.rules_for(kind)]
    for file in sorted((root / "fixtures" / "real").glob("*.yaml")):
        document = readers.read(file.read_bytes(), file.name)
        found = engine.check(document, loaded, date(2017, 8, 9))
        assert engine.check(document, again, date(2017, 8, 9)) == found


def test_a_change_of_the_pack_is_seen(root: Path, tmp_path: Path, kept: Cache) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(root / "tests" / "packs" / "small", folder)
    first = packs.ready(folder, kept)
    assert packs.ready(folder, kept).stamp == first.stamp
    file = folder / "rules" / "plan" / "plan.rules"
    file.write_text(file.read_text().replace("The parts add up to the total", "Parts and total"))
    assert "Parts and total" in [rule.title for rule in packs.ready(folder, kept).rules_for("plan")]


def test_what_was_kept_is_given_back_and_replaced(kept: Cache) -> None:
    assert kept.get("a") is None
    kept.put("a", b"one")
    kept.put("b", b"")
    assert (kept.get("a"), kept.get("b")) == (b"one", b"")
    kept.put("a", b"two")
    assert kept.get("a") == b"two"


def test_no_more_than_so_many_are_kept(kept: Cache) -> None:
    assert kept.folder is not None
    for number in range(60):
        kept.put(str(number), b"x")
    assert len(os.listdir(kept.folder)) == 48
    assert kept.get("59") == b"x"


def only(kept: Cache) -> Path:
    assert kept.folder is not None
    [name] = os.listdir(kept.folder)
    return kept.folder / name


def test_a_damaged_entry_is_not_there(kept: Cache) -> None:
    kept.put("a", b"content")
    file = only(kept)
    whole = file.read_bytes()
    for damaged in (whole[:-1], whole + b"x", b"", whole.replace(b"content", b"c0ntent")):
        file.write_bytes(damaged)
        assert kept.get("a") is None


def test_an_entry_that_others_could_have_written_is_not_there(kept: Cache, tmp_path: Path) -> None:
    kept.put("a", b"content")
    file = only(kept)
    file.chmod(0o620)
    assert kept.get("a") is None
    file.chmod(0o600)
    assert kept.get("a") == b"content"
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert kept.get("a") is None


def test_a_folder_that_others_can_write_to_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o770)
    (tmp_path / "own").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "own")
    (tmp_path / "file").write_bytes(b"")
    for name in ("open", "link", "file"):
        doubtful = Cache(tmp_path / name)
        doubtful.put("a", b"content")
        assert doubtful.get("a") is None
    assert os.listdir(tmp_path / "own") == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files to another user")
def test_a_folder_or_entry_of_another_user_keeps_nothing(kept: Cache) -> None:
    assert kept.folder is not None
    kept.put("a", b"content")
    os.chown(only(kept), 12345, 12345)
    assert kept.get("a") is None
    os.chown(only(kept), 0, 0)
    os.chown(kept.folder, 12345, 12345)
    assert kept.get("a") is None


def test_where_things_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PLANLINT_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    assert cache.of_user().folder is None
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.of_user().folder == tmp_path / ".cache" / "planlint"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))
    assert cache.of_user().folder == tmp_path / "x" / "planlint"
    monkeypatch.setenv("PLANLINT_CACHE", "")
    assert cache.of_user().folder is None


def test_a_poisoned_or_unusable_cache_changes_no_answer(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    pack = root / "tests" / "packs" / "small"
    plan = pack / "fixtures" / "clean" / "plan.yaml"
    monkeypatch.setenv("PLANLINT_CACHE", str(tmp_path / "kept"))

    def run(*options: str) -> tuple[int, str]:
        code = main(["check", str(plan), "--pack", str(pack), "--as-of", "2017-04-01", "-f", "json", *options])
        return code, capfd.readouterr().out

    expected = run("--no-cache")
    assert not (tmp_path / "kept").exists()
    assert run() == expected
    [entry] = (tmp_path / "kept").iterdir()
    assert run() == expected
    key = f"pack {cache.build()} {packs.load(pack).stamp.hash}"
    for poison in (b"[]", b"{}", b"no JSON", b'{"stamp": 1}'):
        Cache(tmp_path / "kept").put(key, poison)
        assert entry.read_bytes().endswith(poison)
        assert run() == expected
