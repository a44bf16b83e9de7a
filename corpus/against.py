"""An older pack against this one: what a change of rules changes over the corpus and over every fixture."""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from corpus.case import Case
from corpus.scores import Checker
from planlint import packs, readers
from planlint.errors import PackFault
from planlint.model import Severity, Unreadable
from planlint.packs import Pack
from planlint.rule_comparison import Gathered, KindDifference
from planlint.rule_comparison.gather import FEW
from planlint.rule_tests import AS_OF

FOLDERS = ("fixtures/clean", "fixtures/real")
"""Where submissions stand that nobody made up, or that good ones are made from."""

REAL_AS_OF = date(2017, 8, 9)
"""The date as at which the real ones are checked: when the papers were written."""


class NoSuchPack(Exception):
    """What is to be compared with is neither a folder nor a revision; the message says so."""


@contextmanager
def older(named: str, checkout: Path) -> Iterator[Pack]:
    """The pack in a folder, or as it was in a git revision of a checkout. Raises NoSuchPack or PackFault."""
    if Path(named).is_dir():
        yield _loaded(Path(named), named)
        return
    with tempfile.TemporaryDirectory(prefix="planlint-corpus-") as folder:
        _take_out(named, checkout, Path(folder))
        yield _loaded(Path(folder), named)


def fixtures(root: Path) -> Iterator[Case]:
    """Every fixture as it stands, with its kind as far as it says one."""
    for folder in FOLDERS:
        for file in sorted((root / folder).glob("*.yaml")):
            content = file.read_bytes()
            read = readers.read(content, file.name)
            said = None if isinstance(read, Unreadable) or not isinstance(read.data, dict) else read.data.get("kind")
            as_of = REAL_AS_OF if folder.endswith("real") else AS_OF
            yield Case(str(said), f"{folder}/{file.name}", content, as_of)


def gathered(
    old: Pack, new: Pack, differs: Mapping[str, KindDifference], cases: Iterable[Case], *, everything: bool
) -> Gathered:
    """What changes from the old pack to the new over some submissions. Kinds that do not differ are not judged."""
    found = Gathered(differs, Severity.MUST, None if everything else FEW)
    before, after = Checker(old), Checker(new)
    for case in cases:
        if case.kind not in differs:
            found.alike[case.kind] += 1
            continue
        found.add(before.report(_known(case, old)), after.report(case))
    return found


def _known(case: Case, pack: Pack) -> Case:
    """A submission with the thresholds set for it that a pack knows."""
    known: Mapping[str, str] = {name: text for name, text in case.parameters.items() if name in pack.parameters}
    return replace(case, parameters=known)


def _loaded(folder: Path, named: str) -> Pack:
    """A pack; its problems are told with the name by which it was asked for."""
    try:
        return packs.load(folder)
    except PackFault as fault:
        whole = str(folder)
        raise PackFault(
            [replace(one, source=named if one.source == whole else f"{named}:{one.source}") for one in fault.problems]
        ) from fault


def _take_out(revision: str, checkout: Path, folder: Path) -> None:
    """Write the rules and schemas of a revision to a folder."""
    commit = _git(checkout, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise NoSuchPack(f"{revision!r} is neither a folder nor a git revision of {checkout}.")
    content = _git(checkout, "archive", "--format=zip", commit.decode().strip(), "rules", "schemas")
    if content is None:
        raise NoSuchPack(f"The revision {revision!r} has no folders rules and schemas.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)


def _git(checkout: Path, *words: str) -> bytes | None:
    """What git prints; None where it cannot do what is asked."""
    try:
        done = subprocess.run(["git", "-C", str(checkout), *words], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout
