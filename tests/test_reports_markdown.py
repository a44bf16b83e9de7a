"""The report in Markdown: what stands in it, and that no text of a stranger becomes mark-up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from planlint.model import Result
from planlint.reports import markdown
from tests.said_results import TAGS, saying
from tests.sample_results import FAULTY, RESULTS
from tests.strategies_results import nasty_text, results

MARKS = st.sampled_from(
    ["# a", "\n# a", "===", "---", "* a", "1. a", "1) a", "> a", "    a", "```", "~~~", "`a`", "**a**", "_a_", "[a](http://b)",
     "![a](b)", "[a]: b", "<http://b>", "| a | b |", "a\\", "&amp;", "- [ ] a", "www.b.com", "|", "\\|"]
)  # fmt: skip
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shape(result: Result) -> list[str]:
    """The blocks and inline marks of the report, without their text; raw HTML with its tags only."""
    found: list[str] = []
    for token in READER.parse(markdown.render(result, {}).decode()):
        if token.type == "html_block":
            found += re.findall("</?[^>]*>", token.content)
        else:
            found.append(token.type)
        found += [one.type for one in token.children or [] if one.type not in ("text", "text_special")]
    return found


@given(text=st.one_of(nasty_text(), TAGS, MARKS, st.text(min_size=1)))
@settings(deadline=None, max_examples=150)
def test_no_text_changes_the_structure(text: str) -> None:
    assert shape(saying(text)) == shape(saying("x"))


@given(result=results(text=st.one_of(nasty_text(), TAGS, MARKS)))
@settings(deadline=None, max_examples=60)
def test_no_report_holds_links_pictures_or_foreign_html(result: Result) -> None:
    found = set(shape(result))
    assert not found & {"link_open", "image", "code_inline", "fence", "code_block", "blockquote_open", "html_inline"}
    assert {one for one in found if one.startswith("<")} <= {"<details>", "</details>", "<summary>", "</summary>"}


def test_nothing_is_cut_silently() -> None:
    text = re.sub(r"\\(.)", r"\1", markdown.render(RESULTS["faulty"], {}).decode())
    assert "and 3 more of OWN-001: open to see every one" in text
    assert "and 23 more of OWN-001" in text
    assert "1 check waits for finding 1 to be put right:" in text
    for outcome in FAULTY.outcomes:
        assert f"{outcome.rule} {outcome.title}" in text
        for finding in outcome.findings:
            if outcome.rule == "MON-003":
                assert f"{finding.part} (line {finding.place.line})" in text, "one cause, and every place of it"
            else:
                assert finding.blocked_by or finding.message in text


@pytest.mark.parametrize("name", RESULTS)
def test_it_begins_with_one_title_and_ends_with_the_reason(name: str) -> None:
    content = markdown.render(RESULTS[name], {}).decode()
    assert shape(RESULTS[name])[0] == "heading_open"
    assert len(re.findall("^# ", content, re.MULTILINE)) == 1
    assert f"Exit {RESULTS[name].exit_code}\\: " in content
