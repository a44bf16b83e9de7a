"""`python -m corpus` prints what the checker makes of good submissions and of defects made on purpose.

Exit 0 if no good submission has a finding that *must* be fixed and 98% of the defects are found at the right place.
With `--against` it prints instead what has changed since an older pack. Exit 0 if nothing, 1 if anything has, 2 if that
cannot be told.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from corpus import against, good, misshapen, planted, stated
from corpus.case import Case
from corpus.origin import Origin, origins
from corpus.scores import Checker, Noise, Score, noise, scores
from planlint import packs, rule_comparison
from planlint.errors import PackFault, ToolFault
from planlint.packs import Pack
from planlint.rule_comparison import Look

ENOUGH = 0.98


def defects(
    pack: Pack, known: Mapping[str, tuple[Origin, ...]], seed: int, each: int, kinds: Collection[str] | None = None
) -> Iterator[Case]:
    """Every defect: `each` times a rule's test, twice that a row of the table, five times that one of the schema.

    `kinds` are those that are wanted, None for all.
    """
    wanted = {kind: some for kind, some in known.items() if kinds is None or kind in kinds}
    yield from stated.cases(pack, known, seed, each, wanted)
    yield from planted.cases(wanted, seed, 2 * each)
    yield from misshapen.cases(wanted, seed, 5 * each)


def good_table(found: Mapping[str, Noise]) -> Iterator[str]:
    """Kind by kind, the good submissions and what was said of them."""
    yield "| kind | good submissions | must | should or could | cannot assess |"
    yield "|---|---|---|---|---|"
    for kind, one in found.items():
        yield f"| {kind} | {one.made} | {one.verb('must')} | {one.verb('should', 'could')} | {one.lacking.total()} |"
    total = sum(one.made for one in found.values())
    told = [sum(one.verb(*verbs) for one in found.values()) for verbs in (("must",), ("should", "could"))]
    lacking = sum(one.lacking.total() for one in found.values())
    yield f"| all | {total:,} | {told[0]} | {told[1]} | {lacking} |"


def defect_table(found: Mapping[str, Score]) -> Iterator[str]:
    """Class by class, the defects made, found, and found at the right place."""
    yield "| defect | made | found | at the right place |"
    yield "|---|---|---|---|"
    for defect, one in found.items():
        yield f"| {defect} | {one.made:,} | {one.found:,} | {one.placed:,} |"
    made, some, placed = (sum(getattr(one, name) for one in found.values()) for name in ("made", "found", "placed"))
    yield f"| all | {made:,} | {some:,} ({some / made:.1%}) | {placed:,} ({placed / made:.1%}) |"


def write(folder: Path, cases: Iterable[Case]) -> int:
    """Write submissions to a folder, with their labels as `labels.json`; says how many there were."""
    folder.mkdir(parents=True, exist_ok=False)
    labels = {}
    for case in cases:
        (folder / case.name).write_bytes(case.content)
        labels[case.name] = {
            "as_of": case.as_of.isoformat(),
            "defect": case.label.defect if case.label else None,
            "rule": case.label.code if case.label else None,
            "where": case.label.where if case.label else None,
            "parameters": dict(case.parameters),
        }
    (folder / "labels.json").write_text(json.dumps(labels, indent=1, ensure_ascii=False), encoding="utf-8")
    return len(labels)


def main(words: list[str]) -> int:
    asked = _asked(words)
    pack = packs.load()
    known = origins(pack)
    if asked.against is not None:
        return _compare(asked, pack, known)
    fine = good.cases(known, asked.seed, asked.good)
    wrong = defects(pack, known, asked.seed, asked.each)
    if asked.write is not None:
        alone = (case for case in wrong if not case.beside)
        print(f"{write(asked.write / 'good', fine) + write(asked.write / 'defects', alone):,} submissions written")
        return 0
    checker = Checker(pack)
    noises = noise(checker, fine)
    print("\n".join(good_table(noises)), flush=True)
    found = scores(checker, wrong)
    print("\n" + "\n".join(defect_table(found)))
    for missed in [one for some in noises.values() for one in some.examples] + [
        one for score in found.values() for one in score.missed
    ]:
        print(missed, file=sys.stderr)
    made, placed = (sum(getattr(one, name) for one in found.values()) for name in ("made", "placed"))
    quiet = not any(one.verb("must") for one in noises.values())
    return 0 if quiet and placed >= ENOUGH * made else 1


def _compare(asked: argparse.Namespace, pack: Pack, known: Mapping[str, tuple[Origin, ...]]) -> int:
    """Print what changes from the older pack to this one, over submissions of the kinds that are judged otherwise."""
    try:
        with against.older(asked.against, pack.folder) as old:
            differs, stamp = rule_comparison.differences(old, pack), old.stamp
            fine = good.cases({kind: some for kind, some in known.items() if kind in differs}, asked.seed, asked.good)
            wrong = defects(pack, known, asked.seed, asked.each, differs)
            cases = chain(against.fixtures(pack.folder), fine, wrong)
            found = against.gathered(old, pack, differs, cases, everything=asked.verbose or asked.json)
    except (against.NoSuchPack, PackFault, ToolFault) as fault:
        print(f"{fault}\nExit 2: the two packs could not be compared.", file=sys.stderr)
        return 2
    if asked.json:
        print(json.dumps(rule_comparison.data(found, stamp, pack.stamp, None), indent=2))
    else:
        print("\n".join(rule_comparison.lines(found, stamp, pack.stamp, None, Look(asked.verbose))))
    code = 1 if found else 0
    print(f"Exit {code}: {rule_comparison.last(found)}", file=sys.stderr)
    return code


def _asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m corpus", description="Good submissions and defects made on purpose.")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same submissions")
    parser.add_argument("--good", type=int, default=100, metavar="N", help="good submissions of each kind")
    parser.add_argument("--each", type=int, default=2, metavar="N", help="how often each rule's test is made")
    parser.add_argument(
        "--against",
        metavar="REF_OR_PACK",
        nargs="?",
        const="HEAD",
        help="say what changes against the rules of a git revision (the last commit) or of a folder",
    )
    parser.add_argument("--verbose", action="store_true", help="with --against: show every change")
    parser.add_argument("--json", action="store_true", help="with --against: show every change as JSON")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write the submissions instead of checking them")
    return parser.parse_args(words)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
