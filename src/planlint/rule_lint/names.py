"""The names of what the lint finds, and what to do about each."""

from __future__ import annotations

HINTS = {
    "never-applies": "Correct the condition or the years, or delete the rule.",
    "always-true": "Leave it out: it changes nothing.",
    "cannot-fail": "Correct it, or delete it: an obligation that cannot fail only looks like a check.",
    "passes-on-nothing": "Say what nothing means (`every …, if any, has …`, `for each`, `when count of … > 0`), or "
    "show by a test that sets the list to [ ] that it is meant.",
    "ends-unassessed": "Add a rule that asks for it, or say what a blank means (`is given`, `if given else`, "
    "`missing means …`), or show by a test that expects `cannot assess` that it is meant.",
    "step-inferred": "Give the field an x-step in the schema: else a submitter's own digits decide the rounding.",
    "no-failing-test": "Add a test: a good submission, the smallest edit that breaks the rule, and `expect fail`.",
    "no-passing-test": "Add a test that gives a good submission and says `expect pass`.",
    "message-names-nothing": "Name what it is about with { }, or leave `say` out: the rule's own sentence names it.",
    "same-condition": "Keep one of them.",
    "unused-parameter": "Use it, or delete it.",
    "unused-define": "Use it, or delete it.",
    "unused-list": "Use it, or delete it.",
    "unused-fixture": "Give it to a test, or delete it.",
    "threshold-without-source": "Say in a comment above it which source sets it, or that it is a default or an "
    "example.",
    "accepts-nothing": "Delete it, or write it as the finding is named, with its reason: "
    "`# lint accepted: cannot-fail, because …`.",
}
