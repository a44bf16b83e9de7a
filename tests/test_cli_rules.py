"""`planlint rules`: what a pack holds, in words, and its own tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planlint.cli import main


@pytest.fixture
def pack(root: Path) -> str:
    return str(root / "tests" / "packs" / "small")


def test_list_names_every_rule(pack: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "list", "--pack", pack]) == 0
    out, err = capfd.readouterr()
    assert out == (
        "plan: 3 rules\n"
        "  SML-001  must    The parts add up to the total\n"
        "  SML-002  should  Each part is small enough\n"
        "  SML-003  must    Each part says who answers for it\n"
        "\n"
    )
    assert err == "Exit 0: 3 rules in the pack small 1.0.\n"


def test_show_says_what_a_rule_asks_and_who_asks_for_it(pack: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", "SML-001", "--pack", pack]) == 0
    out = capfd.readouterr().out
    assert out.startswith("SML-001 must  The parts add up to the total\n")
    assert "plan.rules:" in out
    assert "Asked for by guide, point 1" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "SML-010"], "Did you mean"),
        (["list", "--kind", "plam"], "Did you mean 'plan'?"),
        (["test", "XYZ-001"], "nothing was tested"),
        (["list", "--pack", "nowhere"], "nowhere"),
    ],
)
def test_what_is_not_there(pack: str, arguments: list[str], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    chosen = [] if "--pack" in arguments else ["--pack", pack]
    assert main(["rules", *arguments, *chosen]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert said in err
    assert err.splitlines()[-1].startswith("Exit 2: ")


def test_tests_of_a_pack(pack: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "test", "--pack", pack]) == 0
    assert capfd.readouterr().err == "Exit 0: 2 tests of 2 rules, 2 passed, 0 failed.\n"


def test_a_test_that_fails_says_where(pack: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(pack, tmp_path / "pack")
    rules = tmp_path / "pack" / "rules" / "plan" / "plan.rules"
    rules.write_text(rules.read_text().replace("set plan.total to £500k", "set plan.total to £300k"))
    assert main(["rules", "test", "--pack", str(tmp_path / "pack")]) == 1
    out, err = capfd.readouterr()
    assert out.startswith("SML-001 fails  a total that is too high\n")
    assert "plan.rules:" in out
    assert err == "Exit 1: 2 tests of 2 rules, 1 passed, 1 failed.\n"
