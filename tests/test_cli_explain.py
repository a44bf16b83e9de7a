"""`planlint explain`: what somebody who met a code wants to know."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from planlint import intake, packs, received
from planlint.bind import TITLES
from planlint.cli import main
from planlint.cli._advice import ADVICE
from planlint.cli._rule_words import codes_of
from planlint.cli._screen import view
from planlint.cli.explain import _of_pack
from planlint.readers.codes import CODES


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The installed command."""
    command = [str(Path(sys.executable).with_name("planlint")), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)


@pytest.fixture
def small(root: Path) -> str:
    return str(root / "tests" / "packs" / "small")


def test_a_rule_of_the_shipped_pack() -> None:
    done = run("explain", "fin-003")
    assert (done.returncode, done.stderr) == (0, "")
    for said in (
        "FIN-003 must  Plan runs to the required end year\n  for stp-plan, in rules/stp-plan/finance.rules:",
        "must be on or after 2020/21 (required end).\n",
        "  Why: A plan that stops early cannot be added to others, nor show whether the gap closes.\n",
        "  Asked for by hw-hwb-2016-09, point 8: Plans rest on allocations announced through to 2020/21\n"
        "    Sustainability and Transformation Planning, "
        "Worcestershire Health and Well-being Board, 2016-09-13\n",
        "    required_end is 2020/21, set in rules/stp-plan/finance.rules:",
        "  Passes: the plan runs to the end\n    fixtures/clean/stp-plan.yaml, as it stands.\n",
        "  Fails: a plan that stops early is caught\n    fixtures/clean/stp-plan.yaml, with these changes:\n"
        "      set plan.horizon.end_year to 2019/20\n",
    ):
        assert said in done.stdout


def test_every_shipped_rule_shows_what_passes_what_fails_and_who_asks() -> None:
    pack = packs.load()
    codes = codes_of(pack)
    assert len(codes) > 50
    wanting = {}
    for code in codes:
        text = "\n".join(_of_pack(code, pack, view("never", False)))
        said = ("  Passes: ", "  Fails: ", "  Asked for by ", "    fixtures/clean/")
        if "no test of this rule" in text or not all(one in text for one in said):
            wanting[code] = text
    assert wanting == {}


def test_all_of_a_rule(small: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "SML-001", "--pack", small]) == 0
    out, err = capfd.readouterr()
    head, sentence, rest = out.split("\n\n", 2)
    assert head == "SML-001 must  The parts add up to the total\n  for plan, in rules/plan/plan.rules:6"
    assert sentence.strip().endswith(".")
    assert rest == (
        "  Asked for by guide, point 1: Parts add up\n"
        "    A guide, A publisher, 2017-01-01\n"
        "    https://example.org/guide\n"
        "\n"
        "  Passes: no test of this rule shows it.\n"
        "\n"
        "  Fails: a total that is too high\n"
        "    fixtures/clean/plan.yaml, with these changes:\n"
        "      set plan.total to £500k\n"
        "\n"
    )
    assert err == ""


def test_only_the_thresholds_that_the_rule_uses(small: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "SML-002", "--pack", small]) == 0
    assert "    largest is £500k, set in rules/plan/plan.rules:4\n" in capfd.readouterr().out
    assert main(["explain", "SML-003", "--pack", small]) == 0
    assert "largest" not in capfd.readouterr().out


def test_a_threshold_by_way_of_a_definition(small: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(small, tmp_path / "pack")
    rules = tmp_path / "pack" / "rules" / "plan" / "plan.rules"
    text = rules.read_text(encoding="utf-8").replace("part.value <= largest", "part.value <= ceiling")
    text = text.replace("£500k\n\nrule", "£500k\ndefine ceiling as 2 * largest\n\nrule", 1)
    rules.write_text(text, encoding="utf-8")
    assert main(["explain", "SML-002", "--pack", str(tmp_path / "pack")]) == 0
    assert "    largest is £500k, set in rules/plan/plan.rules:4\n" in capfd.readouterr().out


def test_every_code_that_no_pack_declares_is_explained(capfd: pytest.CaptureFixture[str]) -> None:
    titles = {**TITLES, **intake.CODES, **CODES, **received.CODES}
    assert set(ADVICE) == set(titles)
    for code, title in titles.items():
        assert main(["explain", code]) == 0
        out = capfd.readouterr().out
        assert out.startswith(f"{code} must  {title}\n")
        assert "\n  Why: " in out
        assert "\n  What to do: " in out


def test_how_files_are_read_needs_no_pack(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "READ-TAB", "--pack", "nowhere"]) == 0
    assert "Put spaces in place of the tab." in capfd.readouterr().out


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("SML-", "Near it are: SML-001, SML-002, SML-003."),
        ("SML-01", "SML-001"),
        ("READ-SYNTAXX", "READ-SYNTAX"),
        ("shape-requird", "SHAPE-REQUIRED"),
        ("READ", " and 19 more."),
        ("\x1b[2J", "There is no code '\\x1b[2J'. `planlint rules list`"),
    ],
)
def test_a_code_that_is_not_there(small: str, code: str, said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", code, "--pack", small]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert said in err
    assert err.splitlines()[-1] == "Exit 2: what was asked for could not be done."
