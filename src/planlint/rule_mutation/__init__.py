"""Changes of the rules themselves: those that no test notices show what the tests leave open."""

from __future__ import annotations

from planlint.rule_mutation.jobs import scores
from planlint.rule_mutation.run import Score, Survivor, Whole, whole
from planlint.rule_mutation.targets import Target, targets

__all__ = ["Score", "Survivor", "Target", "Whole", "scores", "targets", "whole"]
