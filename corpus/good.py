"""Good submissions of every kind: varied in what they hold, and put in another guise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from corpus.case import Case, written
from corpus.guise import draw
from corpus.origin import Origin
from corpus.structure import variations, varied
from planlint.rule_tests import AS_OF

FORMS = ("json", "yaml")


def cases(known: Mapping[str, tuple[Origin, ...]], seed: int, each: int) -> Iterator[Case]:
    """So many good submissions of each kind, from each of its fixtures in turn."""
    for kind, origins in known.items():
        allowed = variations()[kind]
        for number in range(each):
            random = Random(f"{seed} {kind} {number}")
            origin = origins[number % len(origins)]
            guise = draw(random, origin, allowed.latest, same_size=not allowed.sizes)
            name = f"{kind}-{number}.{random.choice(FORMS)}"
            data = guise.data(varied(random, origin), origin.kind.shape)
            yield Case(kind, name, written(data, name), guise.day(AS_OF))
