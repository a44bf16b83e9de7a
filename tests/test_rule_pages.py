"""`planlint rules doc`: pages about rules and kinds, complete, current, and safe whatever a pack says."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import json
import posixpath
import re
import shutil
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from planlint import packs, rule_pages
from planlint.cli import main

COMMAND = "make docs"
EVIL = "x</code><script>alert(1)</script> [a](javascript:b) ![i](http://e.example/) `` ` <!-- --> | **b** @all \\"


@pytest.fixture(scope="module")
def shipped() -> dict[str, bytes]:
    return dict(rule_pages.pages(packs.load(), "markdown"))


# ---------------------------------------------------------------------- the pages that are committed
def test_the_pages_of_the_shipped_pack_are_complete_and_current(root: Path, shipped: dict[str, bytes]) -> None:
    there = {
        f"{part}/{path.name}": path.read_bytes()
        for part in ("rules", "kinds")
        for path in (root / "docs" / part).glob("*")
    }
    stale = sorted(name for name in there.keys() | shipped.keys() if there.get(name) != shipped.get(name))
    several = f" and {len(stale) - 5} more" if len(stale) > 5 else ""
    assert not stale, f"run `{COMMAND}`: these pages are not as the pack is now: {', '.join(stale[:5])}{several}"


def test_there_is_a_page_for_each_rule_and_each_kind(shipped: dict[str, bytes]) -> None:
    pack = packs.load()
    codes = {rule.code for kind in pack.rules for rule in pack.rules_for(kind)}
    wanted = {f"rules/{code}.md" for code in codes} | {f"kinds/{kind}.md" for kind in pack.kinds} | {"rules/index.md"}
    assert set(shipped) == wanted


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_every_link_leads_to_a_page(form: str) -> None:
    pages = rule_pages.pages(packs.load(), form)
    pattern = rb"\]\(([^)]*)\)" if form == "markdown" else rb'href="([^"]*)"'
    led = {
        posixpath.normpath(posixpath.join(posixpath.dirname(name), to.decode()))
        for name, content in pages.items()
        for to in re.findall(pattern, re.sub(rb"(?s)```.*?```|`[^`\n]*`|<pre>.*?</pre>|<code>.*?</code>", b"", content))
    }
    assert led == set(pages)


# ---------------------------------------------------------------------- what they say
def test_the_page_of_a_rule(root: Path) -> None:
    pages = rule_pages.pages(packs.load(root / "tests" / "packs" / "small"), "markdown")
    assert pages["rules/SML-003.md"].decode() == (root / "tests/goldens/cli-page-of-rule.md").read_text(
        encoding="utf-8"
    )


def test_the_page_of_a_kind(root: Path) -> None:
    pages = rule_pages.pages(packs.load(root / "tests" / "packs" / "small"), "markdown")
    assert pages["kinds/plan.md"].decode() == (root / "tests/goldens/cli-page-of-kind.md").read_text(encoding="utf-8")


def test_thresholds_stand_with_their_value_and_place(root: Path) -> None:
    pages = rule_pages.pages(packs.load(root / "tests" / "packs" / "small"), "markdown")
    assert "| `largest` | £500k | the start | `rules/plan/plan.rules:4` |" in pages["rules/SML-002.md"].decode()


# ---------------------------------------------------------------------- the words of a stranger
class Elements(html.parser.HTMLParser):
    """The elements of a page and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.leads: list[str | None] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.leads += [value for name, value in attrs if name in ("href", "src")]
        self.attributes.update(name for name, _ in attrs)


@pytest.fixture
def hostile(root: Path, tmp_path: Path) -> Path:
    """The small pack, with hostile words wherever an author may write some."""
    pack = tmp_path / "hostile"
    shutil.copytree(root / "tests" / "packs" / "small", pack)
    quoted = EVIL.replace('"', '""')
    file = pack / "rules/plan/plan.rules"
    text = file.read_text(encoding="utf-8").replace('"The parts add up to the total"', f'"{quoted}"')
    text = text.replace('"a total that is too high"', f'"{quoted}"').replace(
        '"Name who answers for it."', f'"{quoted}"'
    )
    text = text.replace('"{part.name} is large."', f'"{{part.name}} {quoted}"')
    file.write_text(text.replace("rule SML-001", f"# {EVIL} `````\nrule SML-001"), encoding="utf-8")
    schema = json.loads((pack / "schemas/plan.schema.json").read_text(encoding="utf-8"))
    schema["description"] = f"{EVIL} \u202e"
    schema["properties"]["title"] |= {
        "description": EVIL,
        "examples": [EVIL],
        "x-label": EVIL[:100].strip(),
        "x-unread": EVIL,
    }
    schema["properties"][EVIL] = {"type": "string", "enum": [EVIL]}
    (pack / "schemas/plan.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    sources = {
        "guide": {
            "title": EVIL,
            "publisher": EVIL,
            "date": EVIL,
            "url": "javascript:alert(1)",
            "points": {"1": EVIL},
        }
    }
    (pack / "rules/sources.yaml").write_text(json.dumps(sources), encoding="utf-8")
    return pack


def test_html_of_a_stranger_is_text(hostile: Path, root: Path) -> None:
    plain = rule_pages.pages(packs.load(root / "tests" / "packs" / "small"), "html")
    for name, content in rule_pages.pages(packs.load(hostile), "html").items():
        text = content.decode()
        page = Elements(text)
        assert page.seen <= Elements("".join(one.decode() for one in plain.values())).seen
        assert page.attributes <= {
            "lang",
            "charset",
            "http-equiv",
            "content",
            "name",
            "id",
            "class",
            "scope",
            "data-label",
            "href",
        }
        assert all(to and re.fullmatch(r"(\.\./)?[A-Za-z0-9-]+(/[A-Za-z0-9-]+)?\.html", to) for to in page.leads), name
        assert "\u202e" not in text


def test_markdown_of_a_stranger_is_text(hostile: Path) -> None:
    for name, content in rule_pages.pages(packs.load(hostile), "markdown").items():
        text = content.decode()
        assert "\u202e" not in text
        mark, rest = text.split("\n", 1)
        assert mark.startswith("<!--")
        assert mark.endswith("-->")
        page = Elements(MarkdownIt("commonmark", {"html": True}).enable("table").render(rest))
        assert page.seen <= {
            "h1",
            "h2",
            "h3",
            "p",
            "strong",
            "a",
            "ul",
            "li",
            "code",
            "pre",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        }
        assert all(to and re.fullmatch(r"(\.\./)?[A-Za-z0-9-]+(/[A-Za-z0-9-]+)?\.md", to) for to in page.leads), name


def test_rows_of_a_stranger_keep_their_cells(hostile: Path) -> None:
    text = rule_pages.pages(packs.load(hostile), "markdown")["kinds/plan.md"].decode()
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    rows = [one for one in tokens if one.type == "tr_open"]
    cells = [one for one in tokens if one.type in ("th_open", "td_open")]
    assert len(rows) == 8
    assert len(cells) == 7 * len(rows)
    held = [one.content for one in tokens if one.type == "inline"]
    assert sum("alert(1)" in one.replace("\\", "") for one in held) >= 5


# ---------------------------------------------------------------------- the command
def test_pages_are_written_compared_and_taken_away(
    root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    small, out = str(root / "tests" / "packs" / "small"), tmp_path / "out"
    assert main(["rules", "doc", small, "--out", str(out), "--check"]) == 1
    assert not out.exists()
    assert main(["rules", "doc", small, "--out", str(out)]) == 0
    assert capfd.readouterr().err.endswith("Exit 0: 5 pages, 0 as they should be, 5 written.\n")
    assert main(["rules", "doc", small, "--out", str(out), "--check"]) == 0
    (out / "rules" / "SML-001.md").write_text("changed", encoding="utf-8")
    mark = (out / "rules" / "SML-002.md").read_text(encoding="utf-8").split("\n")[0]
    (out / "rules" / "OLD-001.md").write_text(f"{mark}\n\nold\n", encoding="utf-8")
    (out / "rules" / "notes.md").write_text("mine\n", encoding="utf-8")
    capfd.readouterr()
    assert main(["rules", "doc", small, "--out", str(out), "--check"]) == 1
    shown = capfd.readouterr()
    assert shown.out == (
        "rules/SML-001.md would be written\nrules/OLD-001.md would be taken away: there is no such rule or kind\n"
    )
    assert shown.err == "Exit 1: 5 pages, 4 as they should be, 1 to be written, 1 to be taken away.\n"
    assert main(["rules", "doc", small, "--out", str(out)]) == 0
    assert sorted(path.name for path in (out / "rules").iterdir()) == [
        "SML-001.md", "SML-002.md", "SML-003.md", "index.md", "notes.md",
    ]  # fmt: skip


def test_no_page_is_written_into_the_pack(root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(root / "tests" / "packs" / "small", pack)
    assert main(["rules", "doc", str(pack), "--out", str(pack), "-f", "html"]) == 2
    assert "is the pack itself" in capfd.readouterr().err
    assert main(["rules", "list", "--pack", str(pack)]) == 0


def test_the_policy_allows_the_style_and_nothing_else(root: Path) -> None:
    pages = rule_pages.pages(packs.load(root / "tests" / "packs" / "small"), "html")
    for content in pages.values():
        [style] = re.findall(r"(?s)<style>(.*?)</style>", content.decode())
        allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"default-src 'none'; style-src 'sha256-{allowed}';" in content.decode()


def test_what_many_fields_share_is_cut(root: Path, tmp_path: Path) -> None:
    """A schema of a megabyte that a thousand fields refer to would be a page of a gigabyte."""
    pack = tmp_path / "pack"
    shutil.copytree(root / "tests" / "packs" / "small", pack)
    schema = json.loads((pack / "schemas/plan.schema.json").read_text(encoding="utf-8"))
    schema["$defs"] = {"long": {"enum": [f"choice {n}" for n in range(5_000)], "description": "long " * 20_000}}
    schema["properties"] |= {f"field_{n}": {"$ref": "#/$defs/long"} for n in range(300)}
    (pack / "schemas/plan.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    page = rule_pages.pages(packs.load(pack), "markdown")["kinds/plan.md"]
    assert b"choice 23 and 4976 more" in page
    assert len(page) < 500_000


def test_a_format_that_there_is_not(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "doc", str(root / "tests" / "packs" / "small"), "-f", "pdf"]) == 2
    assert "Choose one of: markdown, html." in capfd.readouterr().err
