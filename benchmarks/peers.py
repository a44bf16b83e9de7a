"""The others at the same work. What has to be installed for them goes into a cache folder, never into the project."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.material import PACK, ROOT, Work


def cache() -> Path:
    """Where the plans and the peers are kept between runs."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "planlint-benchmarks"
    base.mkdir(parents=True, exist_ok=True)
    return base


def plans(work: Work, count: int = 1000) -> Path:
    """A folder with `json/`, `yaml/` and `labels.jsonl` of that many plans."""
    folder = cache() / f"plans-{count}"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        command = [sys.executable, str(work.folder / "gen.py"), "docs", str(count), str(folder), "--yaml", str(count)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (folder / "done").touch()
    return folder


def sound_plan() -> dict[str, Any]:
    """A small plan that nothing is wrong with, by the schema and by the rules: the pack's own."""
    from planlint import readers
    from planlint.model import Document

    file = PACK / "fixtures" / "clean" / "reference-plan.yaml"
    read = readers.read(file.read_bytes(), file.name)
    assert isinstance(read, Document)
    assert isinstance(read.data, dict)
    plan: dict[str, Any] = json.loads(json.dumps(read.data, default=float))
    del plan["kind"]
    return plan


def labels(folder: Path) -> set[tuple[str, str, str]]:
    """Every seeded defect: the plan, the rule (`S` for the shape), the place."""
    found = set()
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        found.add((one["doc"].removeprefix("STP-"), one["rule"], one["path"]))
    return found


def node(work: Work) -> Path | None:
    """The folder of the JavaScript peers with what they need, or None where there is no node or npm."""
    if not shutil.which("node") or not shutil.which("npm"):
        return None
    folder = cache() / "node"
    if not (folder / "node_modules").is_dir():
        folder.mkdir(exist_ok=True)
        for name in ("bench.js", "rules.js", "package.json"):
            shutil.copy(work.folder / "node" / name, folder / name)
        shutil.copy(work.folder / "schema.json", folder.parent / "schema.json")
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
    return folder


def run_node(folder: Path, engine: str, form: str, corpus: Path, count: int) -> dict[str, Any]:
    command = ["node", "bench.js", engine, form, str(count)]
    done = subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True, env={**os.environ, "CORPUS": str(corpus)}
    )
    whole: dict[str, Any] = json.loads(done.stdout)
    return whole


def run_planlint(form: str, corpus: Path, count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.contender", form, str(corpus), str(count)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    whole: dict[str, Any] = json.loads(done.stdout)
    return whole


LOADER = """
import glob, sys, time, yaml
files = sorted(glob.glob(sys.argv[1] + "/yaml/*.yaml"))[: int(sys.argv[2])]
started, spent = time.perf_counter(), time.process_time()
for file in files:
    with open(file, "rb") as content:
        yaml.load(content, yaml.CSafeLoader)
wall, cpu = time.perf_counter() - started, time.process_time() - spent
print(len(files) / wall, len(files) / cpu)
"""


def run_loader(corpus: Path, count: int) -> tuple[float, float]:
    """Documents a second that PyYAML's CSafeLoader alone reads: by the clock, and of CPU time."""
    command = [sys.executable, "-c", LOADER, str(corpus), str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    wall, cpu = done.stdout.split()
    return float(wall), float(cpu)


def installed() -> Path:
    """A plain environment with planlint as it stands and check-jsonschema, as people install them."""
    folder = cache() / "plain"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "check-jsonschema"], check=True)
    quiet = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")}
    again = ["install", "--quiet", "--force-reinstall", "--no-deps", str(ROOT)]
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", str(ROOT)], check=True, env=quiet)
    subprocess.run([str(python), "-m", "pip", *again], check=True, env=quiet)
    return folder / "bin"
