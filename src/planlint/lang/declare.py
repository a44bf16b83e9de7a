"""Declarations, rules and tests → `planlint.lang.ast`, while the parser runs."""

from __future__ import annotations

from typing import Any

from lark import Token
from lark.tree import Meta

from planlint.lang import ast
from planlint.lang.build import ExpressionBuilder, Refused, _name, _text, position
from planlint.records import dataclass

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class _Part:
    """Something said about a rule, an obligation or a test, until it is put in its place."""

    word: str
    value: Any
    pos: ast.Pos


def _first(parts: list[Any], kind: str) -> Token:
    return next(part for part in parts if isinstance(part, Token) and part.type == kind)


def _optional(parts: list[Any], kind: type | tuple[type, ...]) -> Any:
    return next((part for part in parts if isinstance(part, kind) and not isinstance(part, Token)), None)


def _once(parts: list[_Part], what: str) -> dict[str, _Part]:
    """The parts by their word; the second of one word is refused."""
    found: dict[str, _Part] = {}
    for part in parts:
        if part.word in found:
            raise Refused(part.pos, f"`{part.word}` is said twice of one {what}.", "Keep one of them.")
        found[part.word] = part
    return found


class TreeBuilder(ExpressionBuilder):
    """Adds the productions of declarations, rules and tests; `file` gives the arguments of a `RuleFile`."""

    def file(self, meta: Meta, parts: list[Any]) -> tuple[tuple[Any, ...], ...]:
        kinds = (
            ast.RulesFor,
            ast.Title,
            ast.UsesList,
            ast.UsesOther,
            ast.Parameter,
            ast.Define,
            ast.Table,
            ast.Fiscal,
            ast.Effective,
            ast.Rule,
            ast.Test,
        )
        return tuple(tuple(part for part in parts if isinstance(part, kind)) for kind in kinds)

    def kinds(self, meta: Meta, parts: list[Any]) -> tuple[str, ...]:
        return tuple(str(part) for part in parts)

    def every_kind(self, meta: Meta, parts: list[Any]) -> tuple[str, ...]:
        return ()

    def rules_for(self, meta: Meta, parts: list[Any]) -> ast.RulesFor:
        return ast.RulesFor(_optional(parts, tuple), _name(_first(parts, "NAME")), position(meta))

    def rules_for_batch(self, meta: Meta, parts: list[Any]) -> ast.RulesFor:
        return ast.RulesFor((), "", position(meta), batch=True)

    def title(self, meta: Meta, parts: list[Any]) -> ast.Title:
        return ast.Title(_text(_first(parts, "STRING")), position(meta))

    def uses_list(self, meta: Meta, parts: list[Any]) -> ast.UsesList:
        return ast.UsesList(_text(_first(parts, "STRING")), _name(_first(parts, "NAME")), position(meta))

    def uses_previous(self, meta: Meta, parts: list[Any]) -> ast.UsesOther:
        return ast.UsesOther("previous", "", _name(_first(parts, "NAME")), None, position(meta))

    def uses_one(self, meta: Meta, parts: list[Any]) -> ast.UsesOther:
        return self._uses("one", meta, parts)

    def uses_all(self, meta: Meta, parts: list[Any]) -> ast.UsesOther:
        return self._uses("all", meta, parts)

    def _uses(self, word: Any, meta: Meta, parts: list[Any]) -> ast.UsesOther:
        kind, name = str(_first(parts, "KIND")), _name(_first(parts, "NAME"))
        return ast.UsesOther(word, kind, name, _optional(parts, ast.Expr), position(meta))

    def parameter(self, meta: Meta, parts: list[Any]) -> ast.Parameter:
        year = next((part for part in parts if isinstance(part, Token) and part.type == "YEAR"), None)
        start = self._year(year) if year is not None else None
        return ast.Parameter(_name(_first(parts, "NAME")), _optional(parts, ast.Expr), start, position(meta))

    def names(self, meta: Meta, parts: list[Any]) -> tuple[str, ...]:
        return tuple(_name(part) for part in parts)

    def define(self, meta: Meta, parts: list[Any]) -> ast.Define:
        names = _optional(parts, tuple) or ()
        return ast.Define(_name(_first(parts, "NAME")), names, _optional(parts, ast.Expr), position(meta))

    # -------------------------------------------------------------- tables
    def table_sources(self, meta: Meta, parts: list[Any]) -> tuple[ast.Expr, ...]:
        return tuple(parts)

    def blanks_are_zero(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("blanks are zero", True, position(meta))

    def other_rows(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("other", (), position(meta))

    def rows_above(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("above", (), position(meta))

    def named_rows(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("named", tuple(part for part in parts if isinstance(part, ast.Expr)), position(meta))

    def total_row(self, meta: Meta, parts: list[Any]) -> ast.TotalRow:
        summed: _Part = parts[-1]
        return ast.TotalRow(_optional(parts, ast.Expr), summed.word, summed.value, position(meta))  # type: ignore[arg-type]

    def total_column(self, meta: Meta, parts: list[Any]) -> ast.TotalColumn:
        column, *columns = [part for part in parts if isinstance(part, tuple)]
        return ast.TotalColumn(column, tuple(columns), position(meta))

    def column_is(self, meta: Meta, parts: list[Any]) -> ast.ColumnIs:
        return ast.ColumnIs(_optional(parts, tuple), parts[-1], position(meta))

    def table(self, meta: Meta, parts: list[Any]) -> ast.Table:
        said = _once([part for part in parts if isinstance(part, _Part)], "table")
        clauses = tuple(part for part in parts if isinstance(part, ast.TableClause))
        name = _first(parts, "NAME")
        return ast.Table(_name(name), _optional(parts, tuple), "blanks are zero" in said, clauses, position(name))

    def fiscal(self, meta: Meta, parts: list[Any]) -> ast.Fiscal:
        day, month = int(_first(parts, "INT")), _MONTHS.index(str(_first(parts, "MONTH_NAME"))) + 1
        if not 1 <= day <= 28:
            raise Refused(position(meta), "A financial year starts on a day from 1 to 28.")
        return ast.Fiscal(day, month, position(meta))

    def effective(self, meta: Meta, parts: list[Any]) -> ast.Effective:
        years = [self._year(part) for part in parts if isinstance(part, Token) and part.type == "YEAR"]
        return ast.Effective(years[0], years[1] if len(years) > 1 else None, position(meta))

    def effective_file(self, meta: Meta, parts: list[Any]) -> ast.Effective:
        return parts[0]  # type: ignore[no-any-return]

    # -------------------------------------------------------------- rules
    def cites(self, meta: Meta, parts: list[Any]) -> _Part:
        texts = [part for part in parts if isinstance(part, Token) and part.type in ("STRING", "INT")]
        point = None
        if len(texts) > 1:
            point = _text(texts[1]) if texts[1].type == "STRING" else str(texts[1])
        pos = position(meta)
        return _Part("cites", ast.Cites(_text(texts[0]), point, pos), pos)

    def owner(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("owner", _text(_first(parts, "STRING")), position(meta))

    def tags(self, meta: Meta, parts: list[Any]) -> _Part:
        tags = tuple(str(part) for part in parts if part.type == "TAG")
        return _Part("tags", tags, position(meta))

    def about_effective(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("effective", parts[0], position(meta))

    def when(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("when", parts[-1], position(meta))

    def for_each(self, meta: Meta, parts: list[Any]) -> ast.ForEach:
        exprs = [part for part in parts if isinstance(part, ast.Expr)]
        where = exprs[1] if len(exprs) > 1 else None
        return ast.ForEach(_name(_first(parts, "NAME")), exprs[0], where, position(meta))

    def for_pair(self, meta: Meta, parts: list[Any]) -> ast.ForPair:
        names = [part for part in parts if isinstance(part, Token) and part.type == "NAME"]
        source, by = _optional(parts, ast.Expr), _optional(parts, tuple)
        return ast.ForPair(_name(names[0]), _name(names[1]), source, by, position(meta))

    def let(self, meta: Meta, parts: list[Any]) -> ast.Let:
        return ast.Let(_name(_first(parts, "NAME")), parts[-1], position(meta))

    def missing_fails(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("missing means", "fail", position(meta))

    def missing_not_applicable(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("missing means", "not_applicable", position(meta))

    def at(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("at", parts[-1], position(meta))

    def say(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("say", ast.Message(_text(parts[-1]), (), position(parts[-1])), position(meta))

    def fix(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("fix", ast.Message(_text(parts[-1]), (), position(parts[-1])), position(meta))

    def obligation(self, meta: Meta, parts: list[Any]) -> ast.Obligation:
        said = _once([part for part in parts if isinstance(part, _Part)], "obligation")
        get = {word: part.value for word, part in said.items()}
        return ast.Obligation(
            str(parts[0]),  # type: ignore[arg-type]
            parts[1],
            get.get("missing means", ""),
            get.get("at"),
            get.get("say"),
            get.get("fix"),
            position(meta),
        )

    def rule(self, meta: Meta, parts: list[Any]) -> ast.Rule:
        pos = position(_first(parts, "CODE"))
        said = [part for part in parts if isinstance(part, _Part)]
        single = _once([part for part in said if part.word not in ("cites", "tags")], "rule")
        obligations = tuple(part for part in parts if isinstance(part, ast.Obligation))
        verbs = [("must", "should", "could").index(one.verb) for one in obligations]
        if verbs != sorted(verbs):
            late = next(o for o, v, w in zip(obligations[1:], verbs[1:], verbs, strict=False) if v < w)
            raise Refused(late.pos, "The gravest obligation comes first: `must`, then `should`, then `could`.")
        get = {word: part.value for word, part in single.items()}
        return ast.Rule(
            str(_first(parts, "CODE")),
            _text(_first(parts, "STRING")),
            tuple(part.value for part in said if part.word == "cites"),
            get.get("owner", ""),
            tuple(tag for part in said if part.word == "tags" for tag in part.value),
            get.get("effective"),
            get.get("when"),
            tuple(part for part in parts if isinstance(part, ast.ForEach | ast.ForPair | ast.Let)),
            obligations,
            pos,
        )

    # -------------------------------------------------------------- tests
    def given_with(self, meta: Meta, parts: list[Any]) -> ast.GivenWith:
        name = next((_name(part) for part in parts if isinstance(part, Token) and part.type == "NAME"), None)
        return ast.GivenWith(_text(_first(parts, "STRING")), name, position(meta))

    def edit_set(self, meta: Meta, parts: list[Any]) -> ast.Edit:
        path, value = [part for part in parts if isinstance(part, ast.Expr)]
        return ast.Edit("set", path, value, position(meta))

    def edit_remove(self, meta: Meta, parts: list[Any]) -> ast.Edit:
        return ast.Edit("remove", parts[-1], None, position(meta))

    def edit_add(self, meta: Meta, parts: list[Any]) -> ast.Edit:
        value, path = [part for part in parts if isinstance(part, ast.Expr)]
        return ast.Edit("add", path, value, position(meta))

    def edit_copy(self, meta: Meta, parts: list[Any]) -> ast.Edit:
        origin, path = [part for part in parts if isinstance(part, ast.Expr)]
        return ast.Edit("copy", path, origin, position(meta))

    def verdict(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("verdict", "_".join(str(parts[0]).split()), position(meta))

    def times(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("times", int(parts[0]), position(meta))

    def expect_at(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("at", parts[-1], position(meta))

    def expect_with(self, meta: Meta, parts: list[Any]) -> _Part:
        return _Part("with", (_name(_first(parts, "NAME")), parts[-1]), position(meta))

    def test(self, meta: Meta, parts: list[Any]) -> ast.Test:
        strings = [_text(part) for part in parts if isinstance(part, Token) and part.type == "STRING"]
        said = {part.word: part.value for part in parts if isinstance(part, _Part)}
        name, value = said.get("with", (None, None))
        return ast.Test(
            str(_first(parts, "CODE")),
            strings[0],
            strings[1],
            tuple(part for part in parts if isinstance(part, ast.GivenWith)),
            tuple(part for part in parts if isinstance(part, ast.Edit)),
            said["verdict"],
            said.get("times"),
            said.get("at"),
            name,
            value,
            position(_first(parts, "CODE")),
        )
