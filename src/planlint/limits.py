"""The limits within which hostile input is read. Counted the same on every platform."""

from __future__ import annotations

from planlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Defaults of every limit. Each is named, with its option, in the finding of a submission that meets it."""

    file_bytes: int = 64 * 1024 * 1024
    depth: int = 64
    values: int = 1_000_000
    text_characters: int = 1_000_000
    quoted_characters: int = 200
    number_digits: int = 40
    number_exponent: int = 40
    anchors: int = 1_000
    alias_values: int = 200_000
    rule_text_bytes: int = 1_000_000
    rule_depth: int = 64
    rule_characters: int = 40_000
    quantifier_nesting: int = 3
    rules: int = 10_000
    pattern_characters: int = 1_000
    links: int = 10_000
    pack_files: int = 1_000
    table_cells: int = 200_000
    steps_base: int = 1_000_000
    steps_per_value: int = 200
    findings_per_rule: int = 1_000


LIMITS = Limits()
