"""What the command line of `planlint check` asks for, understood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from planlint.limits import Limits
from planlint.model import Severity
from planlint.records import dataclass
from planlint.reports import Grouping


@dataclass(frozen=True, slots=True)
class Asked:
    """The options and paths of one run."""

    paths: tuple[str, ...]
    stdin_name: str | None
    form: str | None
    outputs: tuple[tuple[str, str], ...]
    kind: str | None
    pack: Path | None
    previous: tuple[str, ...]
    as_of: date
    settings: Mapping[str, str]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    level: Severity | None
    allow_empty: bool
    colour: str
    quiet: bool
    everything: bool
    group: Grouping | None
    cached: bool
    limits: Limits
