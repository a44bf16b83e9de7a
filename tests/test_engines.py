"""The fast engine against the interpreter: on the conformance suite, the pack's own tests and the fixtures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planlint.bind import bind
from planlint.lang.fast import compile_rules
from tests.test_conformance import cases, document, load
from tests.two_engines import both


@pytest.mark.parametrize("case", [case for case in cases() if "value_of" not in case.values[0]])
def test_the_engines_agree_on_a_case_of_the_language(case: dict[str, Any]) -> None:
    kind, rules, problems = load(case)
    if problems:
        return
    bound = bind(document(case.get("data", {})), kind)
    fast, slow = both(rules[0], bound, date.fromisoformat(case.get("as_of", "2017-08-09")))
    if fast is not None:
        assert fast == slow, compile_rules(rules).source
