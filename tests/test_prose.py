"""Plain English: how well syllables are told, and what hostile prose can do."""

from __future__ import annotations

import time

import pytest

from planlint.lang.prose import reading_age, sentences, syllables, undefined_acronyms, words

BY_HAND = [
    ("care", 1),
    ("closed", 1),
    ("schemes", 1),
    ("needed", 2),
    ("services", 3),
    ("programme", 2),
    ("centre", 2),
    ("theatres", 3),
    ("management", 3),
    ("improvement", 3),
    ("settlement", 3),
    ("element", 3),
    ("safety", 2),
    ("milestone", 2),
    ("stakeholders", 3),
    ("alliance", 3),
    ("patient", 2),
    ("previous", 3),
    ("financial", 3),
    ("region", 2),
    ("quality", 3),
    ("equality", 4),
    ("identified", 4),
    ("carried", 2),
    ("delayed", 2),
    ("area", 3),
    ("create", 2),
    ("individual", 5),
    ("continue", 3),
    ("prioritisation", 6),
    ("accountability", 6),
    ("NHS", 3),
    ("WTE", 5),
    ("people's", 2),
    ("won't", 1),
]


@pytest.mark.parametrize(("word", "count"), BY_HAND)
def test_syllables_of_words_of_the_field(word: str, count: int) -> None:
    assert syllables(word) == count


def test_longer_words_and_longer_sentences_need_older_readers() -> None:
    short = "We will close the ward. We will open a clinic."
    joined = "We will close the ward, and when that is done we will open a clinic."
    longer = "The organisation will discontinue inpatient provision. It will establish ambulatory facilities."
    assert reading_age([short]) < reading_age([joined]) < reading_age([longer])


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "A.B." * 40_000,
        "Dr. " * 40_000,
        "(ABC) " * 20_000,
        "A (A (A (A " * 30_000,
        "ABC: " * 60_000,
        "- x\n" * 75_000,
        " " * 300_000,
        "\n" * 300_000,
        '."."."."' * 40_000,
        "aeiouy" * 50_000,
        "Ab " * 100_000 + "(AB)",
        "ABCDEFGHIJKL (" + "abcdefghijkl " * 25_000,
        "é́" * 100_000,
    ],
)
def test_hostile_prose_takes_linear_time(text: str) -> None:
    start = time.perf_counter()
    words(text)
    sentences(text)
    reading_age([text])
    undefined_acronyms([text], [])
    assert time.perf_counter() - start < 5
