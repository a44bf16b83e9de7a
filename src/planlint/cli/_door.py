"""Finds the commands, runs the one that is asked for, and puts into words whatever goes wrong."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.exceptions import TyperException

from planlint import __version__, cli
from planlint.cli._screen import Screen
from planlint.errors import PackFault, UsageFault

_ABOUT = "Checks plans and returns, and says what is wrong, where, why and how to fix it."


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code. Raises nothing but KeyboardInterrupt."""
    screen = Screen()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _command(given or ["--help"])
        return code if given else screen.last(2, "no command was given.")
    except TyperException as fault:
        screen.say(f"{fault.format_message()}")
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
    command = typer.main.get_command(_app())
    code = command.main(arguments, prog_name="planlint", standalone_mode=False)
    if code == 130:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _app() -> typer.Typer:
    app = typer.Typer(
        help=_ABOUT,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"max_content_width": 100},
    )
    app.callback(invoke_without_command=True)(_root)
    for module in sorted(one.name for one in pkgutil.iter_modules(cli.__path__)):
        if not module.startswith("_"):
            importlib.import_module(f"{cli.__name__}.{module}").register(app)
    return app


def _root(version: Annotated[bool, typer.Option("--version", help="Say which planlint this is.")] = False) -> None:
    if version:
        print(f"planlint {__version__}")
        raise typer.Exit(0)
