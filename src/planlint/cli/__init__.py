"""The command line: a thin door. One module a command, found by being there; each has `register`.

A module imports what its command needs only when it runs: whoever asks for `--help` waits for nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code. Never raises, and never shows a traceback.

    `arguments` are those of the process where none are given.
    """
    try:
        from planlint.cli._door import run  # here, so that an interrupt while it loads is caught too

        return run(arguments)
    except KeyboardInterrupt:
        print("Exit 130: interrupted.", file=sys.stderr)
        return 130
