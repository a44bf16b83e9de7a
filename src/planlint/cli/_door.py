"""Finds the command that is asked for, runs it, and puts into words whatever goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from planlint.cli import _plain
from planlint.cli._options import NotUnderstood
from planlint.cli._screen import Screen
from planlint.errors import PackFault, UsageFault


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code. Raises nothing but KeyboardInterrupt."""
    screen = Screen()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _command(given or ["--help"])
        return code if given else screen.last(2, "no command was given.")
    except NotUnderstood as fault:
        screen.say(f"{fault}")
        screen.say("`planlint --help`, or `planlint check --help`, says what can be asked for.")
        return screen.last(2, "the command was not understood.")
    except UsageFault as fault:
        screen.say(str(fault))
        return screen.last(2, "what was asked for could not be done.")
    except PackFault as fault:
        screen.say_problems(fault.problems)
        many = "1 problem" if len(fault.problems) == 1 else f"{len(fault.problems)} problems"
        return screen.last(2, f"the rule pack cannot be used ({many}), so nothing was checked.")
    except BrokenPipeError:
        screen.give_up()
        return 0
    except Exception as fault:
        screen.say(f"{type(fault).__name__}: {fault}")
        return screen.last(2, "planlint itself is at fault; this is no fault of the submission.")


def _command(arguments: list[str]) -> int:
    ordinary = _plain.read(arguments)
    if ordinary is not None:
        return ordinary()
    from planlint.cli import _typed  # here, since it takes longer to load than a small submission to check

    return _typed.command(arguments)
