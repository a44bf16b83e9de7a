"""`python -m benchmarks [rules|json|yaml|start|memory …]`: planlint beside others at the same work, as ratios.

Contenders take turns in one run; each figure is the median, with the least and greatest. A ratio is printed only where
the findings are the same.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import material, peers

TURNS = int(os.environ.get("PLANLINT_BENCH_TURNS", "5"))
Row = tuple[str, str, str]


def spread(values: list[float], form: str = "{:.2f}") -> str:
    """The median of some values, with the least and the greatest."""
    return f"{form.format(statistics.median(values))} ({form.format(min(values))}-{form.format(max(values))})"


def ratio(ours: list[float], theirs: list[float]) -> str:
    return spread([one / other for one, other in zip(ours, theirs, strict=True)])


def same(marks: list[list[str]], wanted: set[tuple[str, str, str]]) -> str:
    """That everything seeded was found and nothing else; raises SystemExit where it was not."""
    got = {(one[0], one[1], one[2]) for one in marks}
    if got != wanted or len(marks) != len(wanted):
        raise SystemExit(f"findings differ, so speed does not count: {sorted(got ^ wanted)[:5]}")
    rules = sum(one[1] != "S" for one in wanted)
    return f"{rules} findings of rules and {len(wanted) - rules} of shape, at the labelled places"


def rules(work: material.Work) -> list[Row]:
    """The twelve rules alone, on plans already read: exact decimals and four verdicts against hand-written floats."""
    from planlint import packs, readers
    from planlint.bind import bind
    from planlint.model import Document
    from planlint.received import count_values

    files = sorted((peers.plans(work) / "json").glob("*.json"))
    texts = [file.read_bytes() for file in files]
    pack = packs.load(material.PACK)
    read = [readers.read(text, "plan.json") for text in texts]
    floats = [json.loads(text) for text in texts]
    exact = [bind(one, pack.kinds[material.KIND]) for one in read if isinstance(one, Document)]
    fast = packs.FastPack(pack, {}, many=0)
    today = date(2017, 8, 9)

    def ours() -> int:
        found = 0
        for plan in exact:
            decisions = fast.settle(material.KIND, plan, today, partial(count_values, plan.data))
            found += sum(mark.verdict.value == "fail" for one in decisions.values() for mark in one.marks)
        return found

    def hand() -> int:
        return sum(len(work.by_hand(plan)) for plan in floats)

    if ours() != hand():
        raise SystemExit("findings differ, so speed does not count")
    times: dict[str, list[float]] = {"ours": [], "hand": []}
    for _ in range(TURNS):
        for name, job in (("hand", hand), ("ours", ours)):
            started = time.process_time()
            job()
            times[name].append((time.process_time() - started) / len(texts) * 1000)
    return [
        ("hand-written Python, floats", f"{spread(times['hand'], '{:.3f}')} ms", "1"),
        ("planlint, exact, all verdicts", f"{spread(times['ours'], '{:.3f}')} ms", ratio(times["ours"], times["hand"])),
    ]


def whole(work: material.Work, form: str) -> list[Row]:
    """Files to findings with places, in one process: documents a second of CPU time."""
    folder = peers.plans(work)
    wanted, js = peers.labels(folder), peers.node(work)
    speeds: dict[str, list[float]] = {}
    said, stages = "", {}
    for _ in range(TURNS):
        own = peers.run_planlint(form, folder, 1000)
        said, stages = same(own["marks"], wanted), own["ms"]
        speeds.setdefault("planlint", []).append(own["cpu_docs_s"])
        if js is not None:
            other = peers.run_node(js, "ajv+js", form, folder, 1000)
            speeds.setdefault("node: parse + ajv + hand-written JavaScript, no places", []).append(
                other["docs"] / other["cpu"]
            )
        if form == "yaml":
            speeds.setdefault("PyYAML CSafeLoader, parsing alone", []).append(peers.run_loader(folder, 1000)[1])
    rows = []
    for name, values in speeds.items():
        rows.append((name, f"{spread(values, '{:.0f}')} documents/s", ratio(speeds["planlint"], values)))
    rows.append((said, ", ".join(f"{stage} {took} ms" for stage, took in stages.items()), ""))
    return rows


def start(work: material.Work) -> list[Row]:
    """One small JSON file, the whole process, from the installed command: one that is sound, and one that is not."""
    folder = peers.cache() / "small"
    folder.mkdir(exist_ok=True)
    schema = folder / "schema.json"
    schema.write_text((work.folder / "schema.json").read_text(encoding="utf-8"), encoding="utf-8")
    sound = peers.sound_plan()
    plan, _ = work.make(0)
    cut = {**plan, "actions": plan["actions"][:1], "organisations": plan["organisations"][:1]}
    return [
        *_started(folder, schema, "a sound plan of 3 KB", sound),
        *_started(folder, schema, "a plan of 8 KB, 22 findings explained by planlint and none by the other", cut),
    ]


def _started(folder: Path, schema: Path, what: str, plan: dict[str, Any]) -> list[Row]:
    binaries = peers.installed()
    ours, theirs = folder / "ours.json", folder / "theirs.json"
    ours.write_text(json.dumps({"kind": material.KIND, **plan}), encoding="utf-8")
    theirs.write_text(json.dumps(plan), encoding="utf-8")
    contenders = {
        "planlint check": [str(binaries / "planlint"), "check", "--pack", str(material.PACK), str(ours)],
        "check-jsonschema": [str(binaries / "check-jsonschema"), "--schemafile", str(schema), str(theirs)],
        "python -c pass": [str(binaries / "python"), "-c", "pass"],
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    for turn in range(TURNS * 3 + 2):
        for name, command in contenders.items():
            started = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=clean, check=False)
            if turn > 1:
                times[name].append((time.perf_counter() - started) * 1000)
    mine = times["planlint check"]
    return [(f"{name}, {what}", f"{spread(some, '{:.0f}')} ms", ratio(mine, some)) for name, some in times.items()]


def memory(work: material.Work) -> list[Row]:
    """The most memory that one process takes."""
    folder = peers.plans(work)
    return [
        (f"{count:,} documents", f"{peers.run_planlint('json', folder, count)['rss_mb']:.0f} MB", "")
        for count in (1_000, 10_000)
    ]


PARTS: dict[str, Callable[[Any], list[Row]]] = {
    "rules": rules,
    "json": lambda work: whole(work, "json"),
    "yaml": lambda work: whole(work, "yaml"),
    "start": start,
    "memory": memory,
}


def main(asked: list[str]) -> int:
    unknown = [one for one in asked if one not in PARTS]
    if unknown:
        print(f"There is no part {unknown[0]!r}. Parts: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    try:
        work = material.load(material.shared())
    except material.Absent as why:
        print(why, file=sys.stderr)
        return 2
    for name in asked or list(PARTS):
        print(f"\n### {name}: {(PARTS[name].__doc__ or whole.__doc__ or '').splitlines()[0]}\n", flush=True)
        print("| who | how much | planlint to it |\n|---|---|---|")
        for row in PARTS[name](work):
            print(f"| {' | '.join(row)} |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
