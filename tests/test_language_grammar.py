"""The grammar and its errors: no conflicts, and mistakes told in the author's terms, all of a file's at once."""

from __future__ import annotations

from pathlib import Path

from lark import Lark

from planlint.lang import tables
from planlint.lang.parse import parse_expression, parse_file
from planlint.lang.tables import grammar_text


def test_the_grammar_has_no_conflicts() -> None:
    """`strict=True` refuses shift/reduce conflicts, which lark otherwise settles in silence, and colliding words."""
    parser = Lark(grammar_text(), parser="lalr", lexer="contextual", strict=True, start=["file", "expr", "chain"])
    assert parser.parse("it.year is given", start="expr").data == "is_given"


def test_any_word_may_be_a_field() -> None:
    for word in ("year", "sum", "say", "given", "not", "must", "rule", "count"):
        expression, problem = parse_expression(f"it.{word} is not given", "case.rules")
        assert problem is None, word
        assert expression.negated


def test_a_name_may_be_year_although_year_of_is_a_word() -> None:
    file, problems = parse_file(
        'rules for x as it\nrule A-1 "t"\nfor each year in years of it.p\nmust year of it.d is year', "f.rules"
    )
    assert problems == []
    assert file is not None


def test_every_mistake_of_a_file_is_told_with_its_place() -> None:
    text = """rules for x as it

rule A-1 "First"
  fro each a in it.actions
  must a.end is given

rule A-2 "Second"
  must a.end == 3

rule A-3 "Third"
  must every a in it.actions has a.end is given

rule A-4 "Fourth"
  must it.title is "x

rule A-5 "Fifth"
"""
    file, problems = parse_file(text, "f.rules")
    assert file is None
    assert "\n".join(str(problem) for problem in problems) == (
        "f.rules:4:3: `fro` cannot stand here; `must`, `should`, `could`, `when`, `for each`, `for each pair`, `let`, "
        "`cites` and so on can.\n"
        "    4 |   fro each a in it.actions\n"
        "          ^^^\n"
        "f.rules:8:14: `==` is not a word of the language.\n"
        "    8 |   must a.end == 3\n"
        "                     ^\n"
        "      Write `=` for figures, `is` and `is not` for the rest, `and`, `or`, `not`.\n"
        "f.rules:11:8: `every` does not say what an empty list means.\n"
        "   11 |   must every a in it.actions has a.end is given\n"
        "               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "      Write `every x in XS, if any, has …` or `every x in XS, at least one, has …`.\n"
        "f.rules:14:20: This text in quotes never ends on its line.\n"
        '   14 |   must it.title is "x\n'
        "                           ^^\n"
        '      Close it with ". Inside it, write "" for a quote.\n'
        "f.rules:16:16: The text ends here, but `must`, `should`, `could`, `when`, `for each`, `for each pair`, `let`, "
        "`cites` and so on should follow.\n"
        '   16 | rule A-5 "Fifth"\n'
        "                       ^"
    )


def test_depth_and_size_are_bounded() -> None:
    for text in ("(" * 5000 + "it.a is given" + ")" * 5000, "not " * 5000 + "it.a is given"):
        _, problem = parse_expression(text, "f.rules")
        assert problem is not None
        assert "64 deep" in problem.message
    _, problem = parse_expression(" and ".join(["it.a is given"] * 2000), "f.rules")
    assert problem is not None
    assert "more than 500 parts" in problem.message


def test_a_letter_that_only_looks_right_is_told() -> None:
    _, problem = parse_expression("\u0456t.a is given", "f.rules")
    assert problem is not None
    assert "not a letter that names may have" in problem.message
    _, problem = parse_expression('it.a is "x\u202e"', "f.rules")
    assert problem is not None
    assert "U+202E" in problem.message


def test_the_tables_are_those_of_the_grammar(root: Path) -> None:
    """`python -m planlint.lang.tables` writes them; another version of lark builds the parser anew."""
    ready, built = tables.ready(), tables.build()
    if ready is None:
        from planlint.lang import grammar_tables

        assert grammar_tables.STAMP.split()[1] == tables.stamp().split()[1], "the grammar has changed: write the tables"
        return
    for path in sorted((root / "rules").rglob("*.rules")):
        text = path.read_text(encoding="utf-8")
        assert ready.parse(text, start="file") == built.parse(text, start="file"), path
