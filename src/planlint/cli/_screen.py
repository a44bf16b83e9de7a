"""The terminal, or what stands in its place: written to so that nothing in it can fail loudly."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from planlint.errors import Problem, UsageFault
from planlint.records import replace
from planlint.terminal import printable

if TYPE_CHECKING:
    from planlint.model import Result
    from planlint.reports import Format, View

_WIDEST = 100


class Screen:
    """Standard output for reports, standard error for everything that is said about the run."""

    def __init__(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                with contextlib.suppress(OSError, ValueError):
                    stream.reconfigure(errors="backslashreplace")

    def say(self, text: str) -> None:
        """Say something on standard error, a line at a time, whatever a stranger wrote in it."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            sys.stdout.flush()
        with contextlib.suppress(OSError, ValueError, AttributeError):
            for line in text.split("\n"):
                print(printable(line), file=sys.stderr)
            sys.stderr.flush()

    def last(self, code: int, why: str) -> int:
        """Say how the run ends and why, and give the code."""
        self.say(f"Exit {code}: {why}")
        return code

    def say_problems(self, problems: Iterable[Problem]) -> None:
        """Every problem of a pack, with its line and a caret."""
        for problem in problems:
            source, message, hint, excerpt = (
                printable(text) for text in (problem.source, problem.message, problem.hint, problem.excerpt)
            )
            safe = Problem(source, problem.line, problem.column, message, hint, excerpt, problem.length)
            self.say(str(safe))

    def show(self, content: bytes | str) -> None:
        """Show a report. Text goes in the terminal's own encoding, bytes as they are. A closed pipe ends it quietly."""
        try:
            if sys.stdout is None:
                return
            if isinstance(content, str):
                sys.stdout.write(content)
            else:
                sys.stdout.flush()
                sys.stdout.buffer.write(content)
            sys.stdout.flush()
        except BrokenPipeError:
            self.give_up()
        except (OSError, ValueError) as fault:
            self.give_up()
            raise UsageFault(f"The report could not be written to standard output: {fault}.") from fault

    def give_up(self) -> None:
        """Nobody reads any more: let what is still to be flushed go nowhere, instead of failing at exit."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)

    def report(self, form: Format, result: Result, sources: Mapping[str, bytes], colour: str, look: View) -> None:
        """Show a result: drawn for this terminal where the format can be, else as it would be in a file."""
        from planlint.reports import is_drawn, write

        if is_drawn(form):
            self.show(form.draw(result, sources, on_terminal(look, colour)))
        else:
            self.show(write(form, result, sources, look))


def view(colour: str, everything: bool) -> View:
    """How the terminal is to be drawn on, with nothing left out or not."""
    from planlint.reports import View

    return on_terminal(View(everything=everything), colour)


def on_terminal(look: View, colour: str) -> View:
    """A way of looking, on this terminal. `colour` is auto, always or never; text is only wrapped on a terminal."""
    try:
        terminal = sys.stdout.isatty()
    except (AttributeError, ValueError):
        terminal = False
    return replace(look, colour=_coloured(colour, terminal), width=min(_columns(), _WIDEST) if terminal else None)


def _columns() -> int:
    """How wide the terminal is."""
    import shutil  # here, since most output goes into files and pipes, and it loads every way of packing an archive

    return shutil.get_terminal_size().columns


def _coloured(colour: str, terminal: bool) -> bool:
    if colour != "auto":
        return colour == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return terminal and os.environ.get("TERM") != "dumb"
