"""Random kinds, submissions and rules, as texts that an author might write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

YEARS = ["2016/17", "2017/18", "2018/19", "2019/20"]
DAYS = ["2016-04-01", "2017-03-31", "2017-04-01", "2017-05-31", "2018-04-01"]
CHOICES = ["red", "amber", "green"]
TEXTS = ["Adult", "adult", "beds close", "Café", "Cafe\u0301", "x", "Beds close. The VPS opens, e.g. a ward."]
MONEY, PERCENT, NUMBER = "money", "percent", "number"


@dataclass(frozen=True)
class Cell:
    """A figure of the schema: its sort, unit and step."""

    sort: str
    schema: dict[str, Any]
    step: Decimal


class Maker:
    """Everything is drawn from one source of chance, so that a failing case can be made smaller."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.depth = 0
        self.fresh = 0
        self.figures: list[tuple[str, str]] = []
        self.others: dict[str, list[str]] = {"text": [], "choice": [], "date": [], "year": [], "yes_no": []}
        self.lists: list[tuple[str, str]] = []

    def pick(self, options: list[Any]) -> Any:
        return options[self.random.randrange(len(options))]

    def chance(self, percent: float) -> bool:
        return self.random.randrange(1000) < percent * 10

    # ------------------------------------------------------------------ schemas
    def cell(self) -> Cell:
        sort, unit = self.pick([(MONEY, "£m"), (MONEY, "£k"), (MONEY, "unit"), (PERCENT, "%"), (NUMBER, "count")])
        step: Any = self.pick([Decimal("0.1"), Decimal(1), "exact", "as printed", None])
        if unit == "count":
            return Cell(sort, {"type": "integer"}, Decimal(1))
        schema: dict[str, Any] = {"type": "number", "x-unit": unit}
        if step is not None:
            schema["x-step"] = step if isinstance(step, str) else float(step)
        if self.chance(15):
            figure = {word: value for word, value in schema.items() if not word.startswith("x-")}
            marks = {word: value for word, value in schema.items() if word.startswith("x-")}
            schema = {"anyOf": [figure, {"enum": ["not_available", "not_started"]}], **marks}
        return Cell(sort, schema, step if isinstance(step, Decimal) else Decimal("0.1"))

    def schema(self) -> dict[str, Any]:
        self.cells = {name: self.cell() for name in ("a", "b", "v", "w", "g")}
        row: dict[str, Any] = {
            "code": {"type": "string"},
            "v": self.cells["v"].schema,
            "w": self.cells["w"].schema,
            "n": {"type": "integer"},
            "k": {"enum": CHOICES},
            "t": {"type": "string"},
            "d": {"type": "string", "format": "date"},
            "y": {"type": "string", "format": "financial-year"},
            "done": {"type": "boolean"},
            "parts": self.list_of({"g": self.cells["g"].schema, "k": {"enum": CHOICES}}, None),
        }
        figure = {"g": self.cells["g"].schema, "v": self.cells["v"].schema}
        self.flat = self.chance(40)
        self.key = '"A"' if self.chance(60) else "1"
        years = {
            "type": "object",
            "propertyNames": {"format": "financial-year"},
            "additionalProperties": self.cells["g"].schema if self.flat else self.record(figure),
        }
        root: dict[str, Any] = {
            "unit": {"enum": ["£", "£k", "£m"]},
            "a": self.cells["a"].schema,
            "b": self.cells["b"].schema,
            "t": {"type": "string"},
            "k": {"enum": CHOICES},
            "d": {"type": "string", "format": "date"},
            "e": {"type": "string", "format": "date"},
            "y": {"type": "string", "format": "financial-year"},
            "done": {"type": "boolean"},
            "period": {
                **self.record(
                    {"start": {"type": "string", "format": "date"}, "end": {"type": "string", "format": "date"}}
                ),
                "x-period": ["start", "end"],
            },
            "rows": self.list_of(row, "code" if self.key == '"A"' else None),
            "years": years,
            "tags": {"type": "array", "items": {"type": "string"}},
        }
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **self.record(root)}

    def record(self, fields: dict[str, Any]) -> dict[str, Any]:
        required = [name for name in fields if self.chance(60)]
        return {"type": "object", "properties": fields, "required": required, "additionalProperties": False}

    def list_of(self, fields: dict[str, Any], key: str | None) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "array", "items": self.record(fields)}
        return {**schema, "x-key": key} if key else schema

    # ------------------------------------------------------------------ submissions
    def value(self, schema: dict[str, Any], name: str = "") -> Any:
        if "anyOf" in schema:
            return self.pick(["not_available"]) if self.chance(20) else self.number(name)
        if "enum" in schema:
            return "blue" if self.chance(0.5) else self.pick(schema["enum"])
        match schema["type"]:
            case "object" if "propertyNames" in schema:
                years = [year for year in YEARS if self.chance(70)]
                return {self.spelt(year): self.value(schema["additionalProperties"], "g") for year in years}
            case "object":
                fields, required = schema["properties"], schema["required"]
                kept = [one for one in fields if self.chance(199 / 2 if one in required else 80)]
                return {one: self.value(fields[one], one) for one in kept}
            case "array":
                return [self.value(schema["items"], name) for _ in range(self.random.randrange(4))]
            case "integer":
                return self.random.randrange(-2, 5)
            case "boolean":
                return self.chance(50)
            case "number":
                return self.number(name)
        if schema.get("format") == "date":
            return self.pick(DAYS)
        if schema.get("format") == "financial-year":
            return self.spelt(self.pick(YEARS))
        return self.pick(["A", "B", "C"]) if name == "code" else self.pick(TEXTS)

    def number(self, name: str) -> Any:
        cell = self.cells.get(name)
        step = cell.step if cell else Decimal("0.1")
        value = step * self.random.randrange(-4, 12)
        if self.chance(10):
            value += step / 2
        if self.chance(0.3):
            return "about 3"
        return int(value) if value == int(value) and self.chance(50) else value

    def spelt(self, year: str) -> str:
        return year.replace("/", "-") if self.chance(15) else year

    # ------------------------------------------------------------------ rules
    def name(self) -> str:
        self.fresh += 1
        return f"x{self.fresh}"

    @contextmanager
    def knowing(self) -> Iterator[None]:
        before = list(self.figures), {sort: list(names) for sort, names in self.others.items()}, list(self.lists)
        yield
        self.figures, self.others, self.lists = before

    @contextmanager
    def deeper(self) -> Iterator[None]:
        self.depth += 1
        yield
        self.depth -= 1

    def know(self, what: str, base: str) -> None:
        """What can be said of a record called `base`."""
        if what == "root":
            self.figures += [(self.cells[one].sort, f"{base}.{one}") for one in ("a", "b")]
            for sort, fields in (("text", "t"), ("choice", "k"), ("date", "de"), ("year", "y")):
                self.others[sort] += [f"{base}.{one}" for one in fields]
            self.others["yes_no"].append(f"{base}.done")
            self.others["date"] += [f"{base}.period.start", f"{base}.period.end"]
            self.lists += [("row", f"{base}.rows"), ("year", f"{base}.years"), ("tag", f"{base}.tags")]
            self.lists += [("fy", f"years of {base}.years"), ("fy", f"years of {base}.period")]
            self.lists += [("tag", self.pick([f"texts of {base}", f"texts of {base}.rows", f"sentences({base}.t)"]))]
            self.lists += [("tag", self.pick([f"sentences({base}.tags)", f"sentences(texts of {base})"]))]
            sort, field = self.pick([("tag", "t"), ("tag", "k"), ("fy", "y"), ("tag", "code")])
            self.lists += [(sort, f"(distinct z.{field} for z in {base}.rows)")]
            self.figures.append((NUMBER, self.pick([f"reading_age({base}.t)", f"words({base}.t)"])))
            self.others["text"].append(f'({base}.t if given else "x")')
            self.others["date"].append(f"({base}.d if given else {base}.e)")
            self.others["year"].append(f"({base}.y if given else 2017/18)")
            self.figures.append((self.cells["v"].sort, f"{base}.rows[{self.key}].v"))
            inner = "" if self.flat else ".g"
            self.figures.append((self.cells["g"].sort, f"{base}.years[2017/18]{inner}"))
        elif what == "row":
            self.figures += [(self.cells[one].sort, f"{base}.{one}") for one in ("v", "w")]
            self.figures.append((NUMBER, f"{base}.n"))
            for sort, one in (("text", "t"), ("text", "code"), ("choice", "k"), ("date", "d"), ("year", "y")):
                self.others[sort].append(f"{base}.{one}")
            self.others["yes_no"].append(f"{base}.done")
            self.lists.append(("part", f"{base}.parts"))
            self.lists.append(("tag", self.pick([f"texts of {base}", f"sentences({base}.t)"])))
            self.others["date"].append(f"({base}.d if given else {self.pick(DAYS)})")
        elif what == "part":
            self.figures.append((self.cells["g"].sort, f"{base}.g"))
            self.others["choice"].append(f"{base}.k")
        elif what == "year":
            self.figures.append((self.cells["g"].sort, base if self.flat else f"{base}.g"))
            self.others["year"].append(f"key of {base}")
        elif what == "fy":
            self.others["year"].append(base)
            inner = "" if self.flat else ".g"
            self.figures.append((self.cells["g"].sort, f"it.years[{base}]{inner}"))
        else:
            self.others["text"].append(base)

    def literal(self, sort: str) -> str:
        number = self.pick(["0", "1", "2.5", "-1", "0.3", "10"])
        if sort == MONEY:
            return "-£1m" if number == "-1" else f"£{number}{self.pick(['m', 'k', ''])}"
        return f"{number}%" if sort == PERCENT else number

    def figure(self, sort: str) -> str:
        simple = [path for kind, path in self.figures if kind == sort]
        if self.depth > 3 or self.chance(45):
            return str(self.pick(simple)) if simple and self.chance(85) else self.literal(sort)
        with self.deeper():
            return str(self.pick([self.added, self.added, self.scaled, self.summed, self.summed, self.defaulted])(sort))

    def added(self, sort: str) -> str:
        return f"({self.figure(sort)} {self.pick(['+', '-'])} {self.figure(sort)})"

    def scaled(self, sort: str) -> str:
        if self.chance(15):
            return f"({self.figure(NUMBER)} * {self.figure(sort)})"
        if sort == NUMBER and self.chance(50):
            inner = self.pick([MONEY, NUMBER])
            return f"({self.figure(inner)} / {self.figure(inner)})"
        return f"({self.pick(['2', '0.5', '3', self.figure(PERCENT)])} * {self.figure(sort)})"

    def summed(self, sort: str) -> str:
        what, source = self.pick(self.lists)
        name, word = self.name(), self.pick(["sum", "sum", "max", "min", "mean", "count"])
        with self.knowing():
            self.know(what, name)
            where = f" where {self.condition()}" if self.chance(40) else ""
            if sort == NUMBER and word == "count":
                return f"(count of {name} in {source}{where})"
            word = "sum" if word == "count" else word
            return f"({word} of {self.figure(sort)} for {name} in {source}{where})"

    def defaulted(self, sort: str) -> str:
        simple = [path for kind, path in self.figures if kind == sort]
        return f"({self.pick(simple)} if given else {self.literal(sort)})" if simple else self.literal(sort)

    def condition(self) -> str:
        forms: list[Callable[[], str]] = [
            self.compared,
            self.compared,
            self.compared,
            self.exactly,
            self.present,
            self.dated,
        ]
        if self.depth < 3:
            forms += [
                self.joined,
                self.joined,
                self.quantified,
                self.negated,
                self.implied,
                self.listed,
                self.toleranced,
            ]
        with self.deeper():
            return str(self.pick(forms)())

    def compared(self) -> str:
        sort = self.pick([MONEY, PERCENT, NUMBER])
        left, right = self.figure(sort), self.figure(sort)
        if self.chance(10):
            left = f"abs({left})" if self.chance(40) else left
            return f"{left} between {right} and {self.figure(sort)}"
        if self.chance(15):
            left = f"abs({left})"
        return f"{left} {self.pick(['=', '<', '<=', '>', '>='])} {right}"

    def toleranced(self) -> str:
        sort = self.pick([MONEY, NUMBER])
        by = self.pick(["10%", "£100k" if sort == MONEY else "1"])
        return f"{self.figure(sort)} = {self.figure(sort)} within {by}"

    def exactly(self) -> str:
        sort = self.pick(["text", "choice", "yes_no", "year", "figure"])
        if sort == "figure":
            kind, path = self.pick(self.figures)
            return f"{path} is {self.pick(['', 'not '])}{self.literal(kind)}"
        path = self.pick(self.others[sort])
        if sort == "yes_no":
            return f"{path} is {self.pick(['yes', 'no'])}"
        values = {"text": TEXTS, "choice": CHOICES, "year": YEARS}[sort]
        shown = [value if sort == "year" else f'"{value}"' for value in values]
        if self.chance(30):
            return f"{path} is {self.pick(['', 'not '])}one of [{self.pick(shown)}, {self.pick(shown)}]"
        if sort == "text" and self.chance(30):
            return str(
                self.pick(
                    [
                        f"{path} is in it.tags",
                        f'{path} matches "^[A-Z]"',
                        f'{path} mentions "beds"',
                        f'{path} is like "ADULT"',
                    ]
                )
            )
        same = [other for other in self.others[sort] if other != path]
        other = self.pick(same) if same and self.chance(40) else self.pick(shown)
        return f"{path} is {self.pick(['', 'not '])}{other}"

    def present(self) -> str:
        paths = [path for _, path in self.figures] + [path for paths in self.others.values() for path in paths]
        paths = [path for path in paths if not path.startswith("key of") and "." in path and "(" not in path]
        return f"{self.pick(paths)} is {self.pick(['', 'not '])}given"

    def dated(self) -> str:
        date, other = self.pick(self.others["date"]), self.pick([*self.others["date"], *DAYS])
        match self.random.randrange(4):
            case 0:
                return f"{date} falls in {self.pick(['it.period', '2017/18', self.pick(self.others['year'])])}"
            case 1:
                return f"days from {date} to {other} {self.pick(['<', '>='])} 30"
            case 2:
                return f"year of {date} is {self.pick(self.others['year'])}"
        return f"{date} {self.pick(['before', 'after', 'not before', 'not after'])} {other}"

    def joined(self) -> str:
        return f"({self.condition()} {self.pick(['and', 'or'])} {self.condition()})"

    def negated(self) -> str:
        return f"(not ({self.condition()}))"

    def implied(self) -> str:
        return f"(if {self.condition()} then {self.condition()})"

    def quantified(self) -> str:
        what, source = self.pick(self.lists)
        name = self.name()
        with self.knowing():
            self.know(what, name)
            where = self.condition()
            word = self.pick(["some", "no", "exactly 1", "at least 2", "at most 1", "every", "every"])
            if word == "every":
                part = f" where {self.condition()}" if self.chance(40) else ""
                end = self.pick([", if any,", " at least one"])
                if end == " at least one":
                    end = ", at least one,"
                return f"(every {name} in {source}{part}{end} has {where})"
            return f"({word} {name} in {source} where {where})"

    def listed(self) -> str:
        return str(
            self.pick(
                [
                    "it.rows has no repeated code",
                    "it.rows has no repeated (t, k)",
                    "it.rows is in order by d",
                    'it.tags covers ["x"]',
                    "years of it.years covers years of it.period",
                    "count of it.rows > 1",
                ]
            )
        )

    def rule(self) -> str:
        self.know("root", "it")
        lines = []
        if self.chance(25):
            lines.append(f"when {self.condition()}")
        for _ in range(self.random.randrange(3)):
            what, source = self.pick(self.lists)
            name = self.name()
            if what == "row" and self.chance(20):
                other = self.name()
                lines.append(f"for each pair {name}, {other} in {source}{self.pick(['', ' by d'])}")
                self.know(what, other)
                self.know(what, name)
                continue
            with self.knowing():
                self.know(what, name)
                where = f" where {self.condition()}" if self.chance(40) else ""
            lines.append(f"for each {name} in {source}{where}")
            self.know(what, name)
        if self.chance(30):
            sort, name = self.pick([MONEY, NUMBER]), self.name()
            lines.append(f"let {name} be {self.figure(sort)}")
            lines.append(f"must {name} {self.pick(['=', '<='])} {self.figure(sort)}")
        else:
            lines.append(f"must {self.condition()}")
        if self.chance(20):
            lines.append("missing means fail")
        if self.chance(15):
            lines.append(f"at {self.pick([path for _, path in self.figures if '(' not in path])}")
        if self.chance(25):
            lines.append(f"should {self.condition()}")
        return "\n".join(["rules for case as it", 'rule CASE-1 "A random rule"', *lines]) + "\n"


@dataclass(frozen=True)
class Case:
    schema: bytes
    submission: dict[str, Any]
    rule: str


def case(random: Random) -> Case:
    """A kind, a submission and a rule; the rule may be one that the checker refuses."""
    maker = Maker(random)
    schema = maker.schema()
    return Case(json.dumps(schema).encode(), maker.value(schema), maker.rule())
