"""The generated sentence of a rule: what a finance officer reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.lists import CodeList
from planlint.lang.parse import parse_file
from planlint.lang.sentence import fault, reading, sentence
from planlint.limits import LIMITS
from planlint.shape import ListShape, MapShape, RecordShape, TextShape, YearShape, read_shape
from planlint.values import FiscalCalendar

ROOT = Path(__file__).resolve().parent.parent
SHAPE = RecordShape(
    fields={
        "sign": TextShape("Sign convention"),
        "trend": MapShape("Trajectory", TextShape("Figure"), YearShape()),
        "lines": ListShape(
            "Lines",
            RecordShape(
                fields={
                    "variance": TextShape("Variance"),
                    "fin_plan": TextShape("Plan"),
                    "fin_actual": TextShape("Actual, cumulative"),
                    "rag": RecordShape("The RAG", {"money": TextShape("Financial RAG")}),
                }
            ),
        ),
    }
)
NO_LIST = CodeList("areas.yaml", ListShape(), [])


def checked(text: str, shape: RecordShape = SHAPE) -> list[CheckedRule]:
    file, problems = parse_file(text, "some.rules")
    assert file is not None, problems
    parameters: dict[str, tuple[ast.Parameter, ...]] = {}
    for one in file.parameters:
        parameters[one.name] = (*parameters.get(one.name, ()), one)
    defines = {one.name: one for one in file.defines}
    lists = {one.name: NO_LIST for one in file.lists}
    return [
        CheckedRule(
            rule, "some.rules", "plan", "plan", shape, "", None, parameters, defines, lists, FiscalCalendar(), ()
        )
        for rule in file.rules
    ]


def rule_of(clauses: str) -> CheckedRule:
    heads = """rules for plan as plan
        uses list "areas.yaml" as areas
        parameter limit is 25%
        parameter limit is 20% from 2018/19
        define coded(cell) as reason of cell is given
        define shown(cell) as cell is given or coded(cell)
        """
    return checked(heads + f'rule ABC-001 "T"\n{clauses}')[0]


SENTENCES = {
    # the clauses of a rule
    "for each action in plan.actions must action.owner.role is given and action.owner.organisation is given": (
        "For each action: the role and organisation of the action's owner must be given."
    ),
    "for each line in plan.budget.years must line.shortfall = line.requirement - line.resource": (
        "For each line in the budget's years: the line's shortfall must equal the line's requirement less the line's "
        "resource, within the rounding of the figures."
    ),
    'when plan.audience is "public" must plan.summary is given': (
        'When the audience is "public", the summary must be given.'
    ),
    "for each year in years of plan.period should plan.surplus[year] is given": (
        "For each year of the period: the surplus for the year should be given."
    ),
    "must plan.share <= limit should plan.share <= 10%": (
        "The share must be at most the limit (25%, or 20% from 2018/19); beyond that, the share should be at most 10%."
    ),
    "must plan.a is given missing means fail could plan.b is given missing means fail": (
        "The a must be given; beyond that, the b could be given. A missing value counts as a failure."
    ),
    "must plan.a > 1 missing means not applicable must plan.b > 2": (
        "The a must be more than 1 (where a value is missing, this does not apply); and the b must be more than 2."
    ),
    "let share be plan.part / plan.whole must share < 3": ("The part divided by the whole must be less than 3."),
    "let fine be plan.a > 1 let big be plan.b > 2 must if fine then big": (
        "If fine holds, then big must hold. Here fine means that the a is more than 1; big means that the b is more "
        "than 2."
    ),
    "effective from 2017/18 until 2019/20 must plan.a is yes": "From 2017/18 until 2019/20, the a must be yes.",
    "for each pair a, b in plan.milestones by due must b.due not before a.due": (
        "For each pair of neighbours in the milestones, in order of due, the first and the second: the second's due "
        "must be on or after the first's due."
    ),
    "for each l in plan.lines where l.rag.money is not given must l.fin_actual >= l.fin_plan": (
        "For each line where the line's financial RAG is not given: the line's actual (cumulative) must be at least "
        "the line's plan."
    ),
    # statements
    "must plan.a = plan.b within £50k": "The a must be within £50k of the b.",
    "must plan.a between 0% and 10% * plan.b": "The a must be between 0% and 10% of the b.",
    "must plan.a before 2018-03-31 and plan.b not after 2017-05": (
        "The a must be before 31 March 2018 and the b must be on or before May 2017."
    ),
    "must plan.due falls in plan.period": "The due must fall in the period.",
    'must plan.a is one of ["x", "y", "z"] and plan.b is not "x"': (
        'The a must be one of "x", "y" or "z" and the b must not be "x".'
    ),
    'must plan.name is like "Acute trust"': (
        'The name must be the same as "Acute trust" (whatever the capitals and spacing).'
    ),
    "must plan.name is not in areas": "The name must not be in the list of areas.",
    'must plan.code matches "^R[A-Z]+$"': 'The code must match the pattern "^R[A-Z]+$".',
    'must plan.text mentions "quality" or plan.text mentions any of areas': (
        'The text must mention the word "quality" or any of the list of areas.'
    ),
    "must plan.rows has no repeated (org, period.month)": (
        "The rows must have no two entries with the same org and period month."
    ),
    "must plan.areas_covered covers areas by name": (
        "The areas covered must include every entry of the list of areas, matched by name."
    ),
    'must plan.roles covers ["nurse", "doctor"]': 'The roles must include each of "nurse" and "doctor".',
    "must plan.milestones is in order by due": "The milestones must be in order of due.",
    # collections
    "must some o in plan.options where o.cost is given": (
        "There must be at least one option where the option's cost is given."
    ),
    "must no o in plan.options where o.cost = £0": "There must be no option where the option's cost equals £0.",
    "must not (some o in plan.options where o.cost is given)": (
        "There must be no option where the option's cost is given."
    ),
    "must (exactly 2 o in plan.options) and (at least 3 o in plan.entries) and (at most 1 c in plan.copies)": (
        "There must be exactly 2 options, there must be at least 3 entries and there must be at most 1 copy."
    ),
    "must every o in plan.options where o.live is yes, if any, has o.cost is given and o.start is given": (
        "For every option where the option's live is yes (if any), the option's cost and start must be given."
    ),
    "must every o in plan.options, at least one, has o.cost > £0": (
        "For every option (at least one), the option's cost must be more than £0."
    ),
    "must plan.total = sum of (r.v if given else £0) * 2 for r in plan.rows": (
        "The total must equal the sum of (each row's v (£0 where blank) times 2), within the rounding of the figures."
    ),
    "must plan.total = sum of v for v in plan.years": (
        "The total must equal the sum of the years, within the rounding of the figures."
    ),
    'must (count of r in plan.rows where r.k is "a") >= count of plan.rows': (
        'The number of rows where the row\'s k is "a" must be at least the number of rows.'
    ),
    "must count of (distinct m.basis for m in plan.members) is 1": (
        "The number of different values of each member's basis must be 1."
    ),
    # logic
    "must if plan.a is given or plan.b is given then plan.c is given": (
        "If the a or the b is given, then the c must be given."
    ),
    "must (if plan.a is given then plan.b is given) and (if plan.b is given then plan.c is given)": (
        "If the a is given, then the b must be given; and if the b is given, then the c must be given."
    ),
    "must not (plan.a is given and plan.b > 2)": "It must not be that (the a is given and the b is more than 2).",
    "must plan.a is given and plan.b is given and (plan.c > 1 or (plan.d > 2 and plan.e > 3))": (
        "The a and the b must be given; and it must be that (the c is more than 1 or (the d is more than 2 and the e "
        "is more than 3))."
    ),
    "must shown(plan.cost)": (
        "The cost must be given or have a reason code. "
        'A reason code is a word in place of a figure, such as "not_applicable".'
    ),
    "must words(plan.t) < 10 and count of undefined_acronyms(plan.t, areas) is 0": (
        "The number of words in the t must be less than 10 and the number of acronyms of the t that are neither "
        "explained there nor in the list of areas must be 0."
    ),
    "must (plan.a is given or reason of plan.a is given) and (plan.b is given or reason of plan.b is given)": (
        "The a and the b must be given or have a reason code. "
        'A reason code is a word in place of a figure, such as "not_applicable".'
    ),
    "for each l in plan.lines where l.x is not given or l.x is no must l.fin_plan is given": (
        "For each line where the line's x is no or blank: the line's plan must be given."
    ),
    'for each l in plan.lines where not (l.x is given and l.x is "stock") must l.fin_plan is given': (
        "For each line where the line's x is not \"stock\": the line's plan must be given."
    ),
    'must if reason of plan.a is given and reason of plan.a is "none" then plan.b is given': (
        'If the a has the reason code "none", then the b must be given. '
        'A reason code is a word in place of a figure, such as "not_applicable".'
    ),
    'must plan.text matches "(?i)to be confirmed|xx+" or plan.text matches "^A[0-9]$"': (
        'The text must contain "to be confirmed" or "xx" (whatever the capitals) or match the pattern "^A[0-9]$".'
    ),
    "let total be sum of l.fin_plan for l in plan.lines must plan.a >= total must plan.b <= total": (
        "The a must be at least the total; and the b must be at most the total. Here the total is the sum of each "
        "line's plan."
    ),
    "for each a in plan.actions must no other in plan.actions where other.title is like a.title": (
        "For each action: there must be no other action where the other action's title is the same as the action's "
        "title (whatever the capitals and spacing)."
    ),
    "for each v in plan.trend must key of v not before 2017/18": (
        "For each figure in the trajectory: the financial year of the figure must be on or after 2017/18."
    ),
    # figures and dates
    "must days from plan.a to plan.b <= 60": "The number of days from the a to the b must be at most 60.",
    "must working days from plan.a to 2018-01-02 > 5": (
        "The number of working days from the a to 2 January 2018 must be more than 5."
    ),
    "must plan.as_at is end of (months of plan.year)[plan.month]": (
        "The as at must be the end of month (the month) of the year."
    ),
    "must abs(plan.a - plan.b) <= -plan.c * 2 / plan.d": (
        "The difference between the a and the b must be at most (minus the c) times 2 divided by the d."
    ),
    "must plan.end not before plan.start + 28 days": "The end must be on or after the start plus 28 days.",
    'must plan.rows["Total"].actual = plan.rows[2].actual': (
        'The actual of "Total" in the rows must equal the actual of item 2 of the rows, within the rounding of the '
        "figures."
    ),
}


@pytest.mark.parametrize("clauses", SENTENCES)
def test_the_sentence_of(clauses: str) -> None:
    assert sentence(rule_of(clauses)) == SENTENCES[clauses]


def read(clauses: str, values: dict[str, str]) -> str:
    rule = rule_of(clauses)
    obligation = rule.rule.obligations[0]
    return reading(rule, obligation, obligation.part, lambda expr: values.get(_written(expr)))


def _written(expr: ast.Expr) -> str:
    match expr:
        case ast.Name(name=name):
            return name
        case ast.Field(base=base, name=name):
            return f"{_written(base)}.{name}"
        case ast.Index(base=base, key=key):
            return f"{_written(base)}[{_written(key)}]"
    return ""


def test_a_reading_puts_the_values_in() -> None:
    values = {"line.variance": "£3,188,025", "line.fin_actual": "£41,262,955", "line.fin_plan": "£37,374,930"}
    assert read("for each line in plan.lines must line.variance = line.fin_actual - line.fin_plan", values) == (
        "The variance (£3,188,025) must equal the actual (cumulative) (£41,262,955) less the plan (£37,374,930)."
    )


def test_a_reading_names_the_key_by_its_value_and_a_let_by_its_name() -> None:
    clauses = (
        "for each y in years of plan.trend let share be plan.a / plan.b must plan.trend[y] >= share and limit > 0%"
    )
    values = {"y": "2018/19", "plan.trend[y]": "£5m", "share": "12.5%"}
    assert read(clauses, values) == (
        "The trajectory for 2018/19 (£5m) must be at least the a divided by the b and the limit (25%, or 20% from "
        "2018/19) must be more than 0%."
    )


def test_a_reading_says_what_is_worked_out_comes_to() -> None:
    clauses = "for each l in plan.lines must l.variance = l.fin_actual - (l.fin_plan if given else £0)"
    values = {"l.variance": "£3", "l.fin_actual": "£9", "l.fin_plan": "(not given)", "": "£9"}
    assert read(clauses, values) == (
        "The variance (£3) must equal the actual (cumulative) (£9) less the plan (not given, so £0), which is £9."
    )


@pytest.mark.parametrize(
    ("clauses", "values", "said"),
    [
        (
            "must plan.a <= plan.b",
            {"plan.a": "£5m", "plan.b": "£4m"},
            "The a is £5m, but must be at most the b (£4m).",
        ),
        ("must plan.a is given", {}, "The a is not given."),
        (
            'should if plan.sign is "x" then plan.a after plan.b',
            {"plan.sign": "x", "plan.a": "1 May 2017", "plan.b": "2 May 2017"},
            'The a is 1 May 2017, but should be after the b (2 May 2017), because the sign convention (x) is "x".',
        ),
        ("must plan.a is given or plan.b is given", {}, "The a or the b must be given."),
    ],
)
def test_what_is_wrong_is_said_before_what_must_be(clauses: str, values: dict[str, str], said: str) -> None:
    rule = rule_of(clauses)
    obligation = rule.rule.obligations[0]
    assert fault(rule, obligation, obligation.part, lambda expr: values.get(_written(expr))) == said


def test_a_reading_keeps_the_owner_where_two_things_have_the_field() -> None:
    clauses = "for each m in plan.milestones for each d in m.needs must m.due not before d.due"
    assert read(clauses, {"m.due": "1 May 2018", "d.due": "(not given)"}) == (
        "The milestone's due (1 May 2018) must be on or after the need's due (not given)."
    )


def test_every_rule_of_the_project_has_a_sentence() -> None:
    seen = 0
    for path in sorted((ROOT / "rules").rglob("*.rules")):
        for rule in checked(path.read_text(encoding="utf-8")):
            said = sentence(rule)
            seen += 1
            assert said == sentence(rule)
            assert re.fullmatch(r"[A-Z0-9\"(-].*\.", said, re.DOTALL), said
            assert "_" not in re.sub(r'"[^"]*"', "", said), said
            assert not re.search(r"  |the the ", said), said
            assert said.count("(") == said.count(")"), said
            for obligation in rule.rule.obligations:
                assert f" {obligation.verb} " in said
                assert reading(rule, obligation, obligation.part, lambda _: "1")
    assert seen > 40


def test_a_define_that_unfolds_without_end_is_named_instead() -> None:
    doubling = "".join(f"define f{n + 1}(x) as f{n}(x) + f{n}(x)\n" for n in range(40))
    text = f"rules for plan as plan\ndefine f0(x) as x + 1\n{doubling}define g(x) as g(x)\n"
    text += 'rule A-1 "T" must f40(plan.a) = g(1)'
    said = sentence(checked(text)[0])
    assert "g of 1" in said
    assert len(said) < 200_000


def test_the_deepest_rule_has_a_sentence() -> None:
    depth = LIMITS.rule_depth - 4
    text = "not (" * depth + "plan.a > 1" + ")" * depth
    assert sentence(rule_of(f"must {text}")) == "The a must be more than 1."
    nested = "(plan.b > 2 or plan.c > 3 and " * (depth // 2) + "plan.a > 1" + ")" * (depth // 2)
    assert sentence(rule_of(f"must {nested}")).endswith(".")


def test_labels_are_those_of_the_schema_of_the_kind() -> None:
    schema = {"type": "object", "properties": {"as_at": {"type": "string", "x-label": "The date of the data."}}}
    rule = checked('rules for plan as plan\nrule A-1 "T" must plan.as_at is given', read_shape(schema, "plan"))[0]
    assert sentence(rule) == "The date of the data must be given."
