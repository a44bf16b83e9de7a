"""Which fields of a kind its rules read, and which they do not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from planlint import packs
from planlint.cli import main
from planlint.fields import fields_of, idle_reasons

HEAD = "rules for plan as plan\n"


@pytest.fixture
def pack(root: Path, tmp_path: Path) -> Path:
    """The small pack without its rules."""
    made = tmp_path / "pack"
    shutil.copytree(root / "tests" / "packs" / "small", made)
    schema = json.loads((made / "schemas/plan.schema.json").read_text(encoding="utf-8"))
    schema["x-submitter"] = ["title"]
    schema["x-year"] = "span.first"
    schema["properties"] |= {
        "measure": {"enum": ["£k", "£m"]},
        "spent": {"type": "number", "x-unit": "measure"},
        "span": {
            "type": "object",
            "x-period": ["first", "last"],
            "properties": {
                "first": {"type": "string", "format": "financial-year"},
                "last": {"type": "string", "format": "financial-year"},
            },
        },
        "text": {"type": "string", "x-narrative": True},
        "tags": {"type": "array", "items": {"type": "string"}},
    }
    (made / "schemas/plan.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    return made


def read(pack: Path, rules: str) -> set[str]:
    (pack / "rules/plan/plan.rules").write_text(HEAD + rules, encoding="utf-8")
    return {one.path for one in fields_of(packs.load(pack))["plan"].leaves if one.rules}


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        ('rule A-1 "x" must plan.total > £0', {"total"}),
        ('rule A-1 "x" must plan.total > £0 say "{plan.title}"', {"total", "title"}),
        ('rule A-1 "x" must plan.total > £0 at plan.title', {"total", "title"}),
        ('rule A-1 "x" when plan.title is given must plan.total > £0', {"total", "title"}),
        ('rule A-1 "x" for each part in plan.parts where part.owner is given must part.value > £0',
         {"parts[…].owner", "parts[…].value"}),
        ('rule A-1 "x" must plan.parts["A"].value > £0', {"parts[…].name", "parts[…].value"}),
        ('rule A-1 "x" must plan.parts covers ["A"]', {"parts[…].name"}),
        ('define all() as sum of p.value for p in plan.parts rule A-1 "x" must all() > £0', {"parts[…].value"}),
        ('define unused() as plan.title rule A-1 "x" must plan.total > £0', {"total"}),
        ('rule A-1 "x" must plan.spent > £0', {"spent", "measure"}),
        ('rule A-1 "x" must count of years of plan.span > 1', {"span.first", "span.last"}),
        ('rule A-1 "x" must year of plan is 2017/18', {"span.first"}),
        ('rule A-1 "x" for each text in texts of plan must text is not "x"', set()),
        ('rule A-1 "x" for each link in plan.quoted must link.target is "figure"', {"text"}),
        ('rule A-1 "x" must every t in plan.tags, if any, has t is not "x"', {"tags"}),
        ('uses previous as former rule A-1 "x" must plan.total = former.total', {"total", "title"}),
        ('table parts is plan.parts total row "A" sums the other rows rule A-1 "x" must parts adds up',
         {"parts[…].value"}),
    ],
)  # fmt: skip
def test_a_field_is_read_where_a_rule_names_it(pack: Path, rules: str, wanted: set[str]) -> None:
    assert read(pack, rules) == wanted


def test_a_field_may_say_why_no_rule_reads_it(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    schema = json.loads((pack / "schemas/plan.schema.json").read_text(encoding="utf-8"))
    schema["properties"]["title"]["x-unread"] = "it is for the reader"
    schema["properties"]["total"]["x-unread"] = "it was for the reader"
    (pack / "schemas/plan.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    test = 'test A-1 "t" given "plan.yaml" expect pass'
    read(pack, f'rule A-1 "x" for each part in plan.parts must part.value < plan.total\n{test}\n')
    assert main(["rules", "test", "--coverage", "--pack", str(pack)]) == 0
    out = capfd.readouterr().out
    assert "plan: no rule reads parts[…].owner.\n" in out
    assert "no rule reads title" not in out
    assert "plan: total has x-unread, but A-1 reads it.\n" in out
    assert "kind  fields  read  meant to be unread  unread\nplan      11     2                   1       8\n" in out


def test_a_shared_reason_is_idle_where_the_rules_of_every_kind_read_the_field(
    pack: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shared = {"$defs": {"title": {"type": "string", "x-unread": "it is for the reader"}}}
    (pack / "schemas/parts.schema.json").write_text(json.dumps(shared), encoding="utf-8")
    for name in ("plan", "report"):
        schema = {"type": "object", "properties": {"title": {"$ref": "parts.schema.json#/$defs/title"}}}
        (pack / f"schemas/{name}.schema.json").write_text(json.dumps(schema), encoding="utf-8")
        (pack / f"fixtures/clean/{name}.yaml").write_text(f"kind: {name}\ntitle: T\n", encoding="utf-8")
    rules = pack / "rules/plan/plan.rules"

    def told(kinds: str) -> str:
        rule = 'rule A-1 "x" should it.title is given test A-1 "t" given "plan.yaml" expect pass'
        rules.write_text(f"rules for {kinds} as it {rule}\n", encoding="utf-8")
        assert main(["rules", "test", "--coverage", "--pack", str(pack)]) == 0
        return capfd.readouterr().out

    assert "x-unread" not in told("plan")
    both = told("plan, report")
    assert "plan: title has x-unread, but A-1 reads it.\nreport: title has x-unread, but A-1 reads it.\n" in both


def test_every_shipped_field_is_read_by_a_rule_or_says_why_not() -> None:
    kinds = fields_of(packs.load())
    silent = [f"{name}: {one.path}" for name, kind in kinds.items() for one in kind.unread if not one.unread_because]
    assert silent == []
    assert [f"{name}: {one.path}" for name, one in idle_reasons(kinds)] == []


def test_every_field_of_the_shipped_kinds_is_listed_once() -> None:
    for kind in fields_of(packs.load()).values():
        paths = [one.path for one in kind.fields]
        assert len(paths) == len(set(paths))
        assert "kind" not in paths
        assert "quoted" not in {path.split(".")[0].split("[")[0] for path in paths}
        assert 0 < len(kind.unread) < len(kind.leaves)
