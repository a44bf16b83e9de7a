"""How far a long run has got: on a terminal after a second, elsewhere a line for each tenth in CI, else nothing."""

from __future__ import annotations

import contextlib
import os
import sys
import time

_WAIT = 1.0
_AGAIN = 0.1


class Progress:
    """Counts submissions done out of `total`, and says so on standard error."""

    def __init__(self, total: int, quiet: bool) -> None:
        self._total, self._done, self._drawn = total, 0, False
        self._next = time.monotonic() + _WAIT
        self._started = time.monotonic()
        self._how = "" if quiet or total < 2 else _how()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        now = time.monotonic()
        if self._how == "terminal" and now >= self._next:
            self._drawn = True
            self._next = now + _AGAIN
            self._write(f"\r{self._done:,} of {self._total:,} submissions checked")
        elif self._how == "lines" and now - self._started >= _WAIT and self._is_tenth():
            self._write(f"{self._done:,} of {self._total:,} submissions checked\n")

    def end(self) -> None:
        """Clear what was drawn."""
        if self._drawn:
            self._write("\r\x1b[K" if os.environ.get("TERM") != "dumb" else "\n")
            self._drawn = False

    def _is_tenth(self) -> bool:
        return self._done * 10 // self._total != (self._done - 1) * 10 // self._total

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            sys.stderr.write(text)
            sys.stderr.flush()


def _how() -> str:
    try:
        terminal = sys.stderr.isatty()
    except (AttributeError, ValueError):
        return ""
    if terminal:
        return "terminal"
    return "lines" if os.environ.get("CI") else ""
