"""The page for people: what stands in it, in which order, and that no text of a stranger changes its structure."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlint.model import Result
from planlint.reports import html
from tests.said_results import TAGS, saying
from tests.sample_results import FAULTY, RESULTS
from tests.strategies_results import nasty_text, results

VOID = {"meta", "rect", "line", "path", "link", "br", "hr", "img", "input"}
ANY = results(text=st.one_of(nasty_text(), TAGS))


class Page(HTMLParser):
    """The tags with the names of their attributes, the text, and what each attribute that leads somewhere says."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.heads: list[tuple[int, str]] = []
        self.feed(content.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "xlink:href")]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}",))
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)
        if self.open and re.fullmatch("h[1-6]", self.open[-1]):
            self.heads.append((int(self.open[-1][1]), data))

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def page(result: Result) -> Page:
    return Page(html.render(result, {}))


@given(result=ANY)
@settings(deadline=None, max_examples=60)
def test_every_page_is_well_formed_and_leads_nowhere(result: Result) -> None:
    made = page(result)
    assert made.open == []
    names = {tag[0] for tag in made.tags}
    assert not names & {"script", "img", "iframe", "object", "form", "link", "base", "a/", "b"}
    assert all(link.startswith("#") and link[1:] in made.ids for link in made.links)
    assert len(made.ids) == len(set(made.ids))
    assert not any(name.startswith("on") or name == "style" for _, *names_ in made.tags for name in names_)
    assert sum(tag[0] == "style" for tag in made.tags) == 1


@given(text=st.one_of(nasty_text(), TAGS, st.text(min_size=1)))
@settings(deadline=None, max_examples=150)
def test_no_text_changes_the_structure(text: str) -> None:
    assert page(saying(text)).tags == page(saying("x")).tags


def test_the_policy_allows_the_style_and_nothing_else() -> None:
    content = html.render(RESULTS["faulty"], {}).decode()
    style = re.search("<style>(.*?)</style>", content, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"content=\"default-src 'none'; style-src 'sha256-{digest}';" in content
    assert not re.search(r"url\(|@import|https?:", style[1])
    assert "https://example.org/cip" in content, "an address is text"
    assert not re.search(r"""=["'][^"']*(https?:|//)""", content), "and never a link"


def test_the_parts_stand_in_the_order_a_reader_needs() -> None:
    heads = [text.partition(":")[0] for level, text in page(RESULTS["faulty"]).heads if level in (2, 3)]
    assert heads == [
        "The answer",
        "What to fix",
        "What to explain",
        "What to consider",
        "What could not be assessed, and why",
        "What agrees only within rounding",
        "In pictures",
        "What passed",
        "How it was checked",
    ]


@pytest.mark.parametrize("name", RESULTS)
def test_headings_never_skip_a_level_and_tables_name_their_scopes(name: str) -> None:
    made = page(RESULTS[name])
    levels = [level for level, _ in made.heads]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert ("html", "lang") in made.tags
    assert all("scope" in tag for tag in made.tags if tag[0] == "th")


def test_nothing_is_cut_silently() -> None:
    text = page(RESULTS["faulty"]).text
    assert "and 3 more of OWN-001: open to see every one" in text
    assert "and 23 more of OWN-001" in text
    for outcome in FAULTY.outcomes:
        assert f"{outcome.rule} {outcome.title}" in text
        for finding in outcome.findings:
            if outcome.rule == "MON-003":
                assert f"{finding.part} (line {finding.place.line})" in text, "one cause, and every place of it"
            elif not finding.blocked_by:
                assert finding.message in text


def test_what_waits_is_folded_under_its_cause() -> None:
    text = page(RESULTS["faulty"]).text
    assert "1 check waits for finding 1 to be put right ARI-002" in text
    assert "2 checks wait for findings 1, 2 to be put right ARI-003" in text


def test_the_bar_says_in_words_what_it_shows() -> None:
    content = html.render(RESULTS["batch"], {}).decode()
    assert content.count('role="img" aria-label="Checks by verdict. ') == 3


@pytest.mark.parametrize("name", RESULTS)
def test_a_submission_that_was_not_checked_is_never_shown_as_ready(name: str) -> None:
    text = page(RESULTS[name]).text
    assert ("READY TO SUBMIT" in text.replace("NOT READY TO SUBMIT", "")) == (name in ("clean", "waiting", "batch"))


def test_colours_have_enough_contrast_on_white() -> None:
    style = re.search("<style>(.*?)</style>", html.render(RESULTS["clean"], {}).decode(), re.DOTALL)
    assert style
    for colour in set(re.findall("color: (#[0-9a-f]{3,6})", style[1])):
        assert _contrast(colour) >= 4.5, colour
    rules = re.findall(r"\.((?!on-)[\w-]+) \{ ([^}]*) \}", style[1].replace(".drawing .on-", ".on-"))
    filled = {name: re.findall("(?:fill|stroke): (#[0-9a-f]{6})", body) for name, body in rules if "fill: #" in body}
    assert {"passed", "failed", "s1", "s2", "s3", "s4", "red", "amber", "green", "unknown"} <= set(filled)
    for name, colours in filled.items():
        assert max(map(_contrast, colours)) >= 3, f"{name}: neither its fill nor its outline can be seen"


def test_words_in_a_box_can_be_read() -> None:
    style = re.search("<style>(.*?)</style>", html.render(RESULTS["clean"], {}).decode(), re.DOTALL)
    assert style
    fills = dict(re.findall(r"\n\.(red|amber|green|other|unknown) \{ fill: (#[0-9a-f]{6})", style[1]))
    assert len(fills) == 5
    for name, colour in fills.items():
        ink = "#ffffff" if name == "red" else "#1b1b1b"
        lighter, darker = sorted((1.05 / _contrast(colour), 1.05 / _contrast(ink)), reverse=True)
        assert lighter / darker >= 4.5, name


def _contrast(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(one * 2 for one in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
