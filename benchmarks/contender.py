"""planlint at the reference work, in a process of its own: `python -m benchmarks.contender FORM FOLDER COUNT`.

Prints one line of JSON: documents a second, CPU seconds, milliseconds of each stage, peak memory, and what was found.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.material import KIND, PACK, Mark
from planlint import cache, packs, readers
from planlint.bind import Bound, bind
from planlint.lang.fast import Decision
from planlint.model import Document, Verdict, pointer
from planlint.received import count_values

AS_OF = date(2017, 8, 9)
_AT_THE_RECORD = ("SHAPE-REQUIRED", "SHAPE-UNKNOWN-FIELD")


def found(bound: Bound, decisions: dict[str, Decision]) -> list[Mark]:
    """What is held against a plan, in the marks of the reference work, each with its place looked up."""
    marks: list[Mark] = []
    for fault in bound.faults:
        bound.document.locate(fault.path)
        marks.append(("S", pointer(fault.path[:-1] if fault.code in _AT_THE_RECORD else fault.path)))
    for code, decision in decisions.items():
        for mark in decision.marks:
            if mark.verdict is not Verdict.PASS:
                path = bound.raw_path(mark.path)
                bound.document.locate(path)
                name = code.replace("-", "") if mark.verdict is Verdict.FAIL else "unknown"
                marks.append((name, pointer(path)))
    return marks


def run(files: Iterable[Path]) -> dict[str, object]:
    """Read, bind and judge each file, and say where what is wrong with it stands."""
    pack = packs.ready(PACK, cache.of_user())
    kind, fast = pack.kinds[KIND], packs.FastPack(pack, {}, many=0)
    fast.rules(KIND)
    gc.freeze()
    stages: dict[str, float] = defaultdict(float)
    marks: list[list[object]] = []
    count = 0
    started, spent = time.perf_counter(), time.process_time()
    for file in files:
        count += 1
        t0 = time.process_time()
        document = readers.read(file.read_bytes(), file.name)
        assert isinstance(document, Document), document
        t1 = time.process_time()
        bound = bind(document, kind)
        t2 = time.process_time()
        decisions = fast.settle(KIND, bound, AS_OF, partial(count_values, bound.data))
        t3 = time.process_time()
        marks += [[file.stem, *mark] for mark in found(bound, decisions)]
        t4 = time.process_time()
        for stage, took in (("read", t1 - t0), ("shape", t2 - t1), ("rules", t3 - t2), ("places", t4 - t3)):
            stages[stage] += took
    wall, cpu = time.perf_counter() - started, time.process_time() - spent
    return {
        "docs": count,
        "docs_s": count / wall,
        "cpu_docs_s": count / cpu,
        "ms": {stage: round(took / count * 1000, 4) for stage, took in stages.items()},
        "rss_mb": most_memory(),
        "marks": marks,
    }


def most_memory() -> float:
    """The most memory that this process has taken, in MB.

    Where Linux tells it, it is that of this program alone: `getrusage` counts what stood here before it, too.
    """
    status = Path("/proc/self/status")
    for line in status.read_text(encoding="ascii").splitlines() if status.exists() else ():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    form, folder, wanted = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    names = sorted((folder / form).glob(f"*.{form}"))
    print(json.dumps(run(names[n % len(names)] for n in range(wanted))))
