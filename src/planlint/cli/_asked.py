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
    """The options and paths of one run. What has a default is asked of `planlint check` alone."""

    paths: tuple[str, ...]
    kind: str | None
    pack: Path | None
    previous: tuple[str, ...]
    as_of: date
    settings: Mapping[str, str]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    level: Severity | None
    colour: str
    everything: bool
    cached: bool
    limits: Limits
    stdin_name: str | None = None
    form: str | None = None
    outputs: tuple[tuple[str, str], ...] = ()
    allow_empty: bool = False
    quiet: bool = False
    group: Grouping | None = None
