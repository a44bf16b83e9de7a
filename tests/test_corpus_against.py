"""`python -m corpus --against`: what a change of rules changes over the corpus."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from corpus import against
from corpus.__main__ import main
from planlint.errors import PackFault

FEW = ("--good", "1", "--each", "1")


@pytest.fixture
def older(root: Path, tmp_path: Path) -> Path:
    """The pack with another threshold in one rule of one kind."""
    for name in ("rules", "schemas"):
        shutil.copytree(root / name, tmp_path / "older" / name)
    file = tmp_path / "older" / "rules" / "budget-prioritisation" / "budgets.rules"
    text = file.read_text(encoding="utf-8")
    assert "parameter required_end is 2020/21" in text
    file.write_text(text.replace("required_end is 2020/21", "required_end is 2024/25"), encoding="utf-8")
    return tmp_path / "older"


def test_a_change_is_told_over_the_kinds_that_it_is_about(older: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--against", str(older), *FEW]) == 1
    out, err = capsys.readouterr()
    assert "budget-prioritisation: 1 rule changed (FIN-003).\n" in out
    assert "The threshold required_end (budget-prioritisation): 2024/25 before, 2020/21 now.\n" in out
    assert (
        "fixtures/clean/budget-prioritisation.yaml (budget-prioritisation): 1 to fix before, nothing now, by FIN-003\n"
        in out
    )
    assert "cip-return" in out.split("alike: ")[1].split("\n")[0]
    assert err.startswith("Exit 1: ")


def test_nothing_is_made_where_nothing_differs(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--against", str(root), *FEW]) == 0
    out, err = capsys.readouterr()
    fixtures = len(list(against.fixtures(root)))
    assert f"{fixtures} not judged, since both packs judge such a submission alike: bcf-plan, " in out
    assert err == f"Exit 0: nothing changes: both packs judge {fixtures} such submissions alike.\n"


def test_the_rules_of_a_revision_are_taken_out(older: Path, tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", "-C", str(older), *who, *words], check=True, capture_output=True)

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "-m", "Rules")
    git("tag", "then")
    shutil.rmtree(older / "rules")
    with against.older("then", older) as pack:
        (rule,) = [one for one in pack.rules_for("budget-prioritisation") if one.code == "FIN-003"]
        assert "2024/25" in rule.sentence
        assert pack.folder.is_dir()
    assert not pack.folder.exists()


@pytest.mark.parametrize("named", ["no-such-revision", "--help", "HEAD:rules"])
def test_what_is_no_pack_is_refused(root: Path, named: str) -> None:
    with pytest.raises(against.NoSuchPack, match="neither a folder nor a git revision"), against.older(named, root):
        pass


def test_a_pack_that_does_not_load_is_located(root: Path, older: Path) -> None:
    file = older / "rules" / "budget-prioritisation" / "budgets.rules"
    file.write_text(file.read_text(encoding="utf-8").replace("required_end is", "required_end iss"), encoding="utf-8")
    with pytest.raises(PackFault) as told, against.older(str(older), root):
        pass
    assert str(told.value).startswith(f"{older}:rules/budget-prioritisation/budgets.rules:")


def test_what_cannot_be_compared_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--against", "no-such-revision", *FEW]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("Exit 2: the two packs could not be compared.\n")
