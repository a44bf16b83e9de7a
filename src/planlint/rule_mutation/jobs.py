"""Changes tried on several processors at once. The answer is the same on any number of them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from planlint import packs
from planlint.packs import Pack
from planlint.rule_mutation.run import Score, mutate
from planlint.rule_mutation.targets import Target


def scores(pack: Pack, chosen: Sequence[Target], jobs: int) -> list[Score]:
    """The score of each target, in the order given, worked out by so many processes.

    Raises `concurrent.futures.process.BrokenProcessPool` where one of them is lost.
    """
    jobs = min(jobs, len(chosen))
    if jobs <= 1:
        return list(mutate(pack, chosen))
    shares = [chosen[n::jobs] for n in range(jobs)]
    with ProcessPoolExecutor(jobs) as pool:
        done = list(pool.map(_share, [pack.folder] * jobs, shares))
    return [done[n % jobs][n // jobs] for n in range(len(chosen))]


def _share(folder: Path, chosen: Sequence[Target]) -> list[Score]:
    return list(mutate(packs.load(folder), chosen))
