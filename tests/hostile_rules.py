"""The hostile rules of the shared collection, said in planlint's own language, and how each must end."""

from __future__ import annotations

from typing import NamedTuple


class Hostile(NamedTuple):
    """A rule file, the exit code, and words that the answer must have in it."""

    text: str
    code: int
    said: str
    absent: str = "Traceback"


def rule(expression: str, message: str = "bad", code: str = "ATTACK-001") -> str:
    quoted = message.replace('"', '""')
    return f'rules for plan as doc\nrule {code} "An attack"\n  must {expression}\n  say "{quoted}"\n'


GIVEN = "doc.plan.title is given"
DEEP = "".join(f"every a{n} in doc.plan.items, if any, has (" for n in range(12)) + GIVEN + ")" * 12
FAILS = "doc.plan.budget < £0"

CASES: dict[str, Hostile] = {
    "dsl-redos": Hostile(rule('doc.plan.title matches "^(a+)+$"'), 1, "ATTACK-001"),
    "dsl-regex-lookaround": Hostile(rule(r'doc.plan.title matches "^(?=(a+)+$)(a+)+b\1"'), 2, "pattern"),
    "dsl-regex-repeat": Hostile(rule('doc.plan.title matches "((a{1,1000}){1,1000}){1,1000}"'), 2, "pattern"),
    "dsl-deep-parens": Hostile(rule("(" * 100_000 + GIVEN + ")" * 100_000), 2, "deep"),
    "dsl-deep-not": Hostile(rule("not " * 100_000 + GIVEN), 2, "more than 40,000 characters"),
    "dsl-long-chain": Hostile(rule(" and ".join([GIVEN] * 200_000)), 2, "larger than 1,000,000 bytes"),
    "dsl-nested-quantifiers": Hostile(rule(DEEP), 2, "3 deep"),
    "dsl-nested-quantifiers-data": Hostile(
        rule("every b in doc.plan.items, if any, has some c in doc.plan.items where b.id is not c.id")
        .replace("  must", "  for each a in doc.plan.items\n  must")
        .replace("b.id is not c.id", "a.id is not b.id and b.id is not c.id"),
        1,
        "steps",
    ),
    "dsl-string-doubling": Hostile(rule(" + ".join(["doc.plan.title"] * 60) + ' is not "a"'), 2, "figure"),
    "dsl-huge-repeat": Hostile(rule('repeat("a", 10000000000) is not "a"'), 2, "repeat"),
    "dsl-power": Hostile(rule("9 ** 9 ** 9 ** 9 > 1"), 2, "cannot stand here"),
    "dsl-number-bomb": Hostile(rule("£1e999999 - £1 > doc.plan.budget"), 2, "cannot stand here"),
    "dsl-date-overflow": Hostile(rule("doc.plan.start + 999999 years before as_of"), 1, "could not be assessed"),
    "dsl-divide-by-zero": Hostile(
        rule("doc.plan.budget / (doc.plan.budget - doc.plan.budget) > 1"), 1, "not be assessed"
    ),
    "dsl-today": Hostile(rule("doc.plan.end after as_of"), 0, "nothing to fix"),
    "dsl-attribute-escape": Hostile(
        rule("doc.plan.__class__\n    .__mro__.__subclasses__ is given"), 2, "__class__", "subclasses"
    ),
    "dsl-index-escape": Hostile(rule('doc.notes["__class__"] is given'), 1, "ATTACK-001", "<class"),
    "dsl-builtin-names": Hostile(rule('eval("1") is given or open("/etc/passwd") is given'), 2, "eval", "root:"),
    "dsl-format-string": Hostile(
        rule(FAILS, "{doc.plan.__class__.__init__.__globals__} {0.__class__} %(id)s ${id}"), 2, "__class__", "<class"
    ),
    "dsl-format-width": Hostile(rule(FAILS, "{doc.plan.id:>1000000000}"), 2, "is not a path"),
    "dsl-jinja-message": Hostile(
        rule(FAILS, "{{ 7*7 }} {{% for i in range(10**9) %}} {{ cycler.__init__ }} %(id)s %s"), 1, "7*7", "49 "
    ),
    "dsl-message-markup": Hostile(
        rule(FAILS, "<script>alert('PLX')</script>[x](javascript:alert(1))"), 1, "PLX", "<script>alert('PLX')"
    ),
    "dsl-homoglyph": Hostile(rule("d\u043ec.plan.budget > £0"), 2, "cannot stand here"),
    "dsl-bidi": Hostile(rule('doc.plan.owner is "x\u202e" # \u2066approved\u2069'), 2, "U+202E", "\u202e"),
    "dsl-nul": Hostile(rule(GIVEN) + "\0rule X\n", 2, "U+0000", "\0"),
    "dsl-unterminated": Hostile(rule(GIVEN) + 'rule B-001 "' + "x" * 900_000, 2, "more than 40,000 characters"),
    "dsl-duplicate-ids": Hostile(
        rule(GIVEN) + rule(GIVEN).removeprefix("rules for plan as doc\n"), 2, "already stands in line 2"
    ),
    "dsl-id-injection": Hostile(rule(GIVEN, code="../../x<script>\n::error::"), 2, "attack.rules"),
}
"""By the name of the case. The language has no adding of texts, no loops and no powers: such rules are refused when the
pack is loaded, although the collection would allow an answer."""

SIZES: dict[str, Hostile] = {
    "a negation of 5,000 conditions": Hostile(rule("not " * 5_000 + GIVEN), 2, "64 deep"),
    "a chain of 1,000 conditions": Hostile(rule(" and ".join([GIVEN] * 1_000)), 2, "500 parts"),
    "a sum of 5,000 figures": Hostile(rule("doc.plan.budget" + " + £1" * 5_000 + " > £0"), 2, "500 parts"),
    "an escape in a message": Hostile(rule(FAILS, "\x1b[2J"), 2, "U+001B", "\x1b"),
    "a name with an escape": Hostile(rule("doc.plan.\x1b[2Jid is given"), 2, "U+001B", "\x1b"),
    "a thousand problems": Hostile(
        rule(GIVEN) + "".join(f'rule R-{n} "x" must ?\n' for n in range(1_000)), 2, "200 problems"
    ),
}
"""Others like them, by what they are."""
