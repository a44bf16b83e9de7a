"""The commands as typer reads them: every command line but the most ordinary, and all that is said about one."""

from __future__ import annotations

import importlib
from types import FunctionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer
from typer.exceptions import TyperException

from planlint import __version__, cli
from planlint.cli import _options as ask
from planlint.modules import names_in

_ABOUT = "Checks plans and returns, and says what is wrong, where, why and how to fix it."


def command(arguments: list[str]) -> int:
    """Run the command that is asked for, and give its exit code. Raises NotUnderstood where there is no such one."""
    try:
        code = typer.main.get_command(app()).main(arguments, prog_name="planlint", standalone_mode=False)
    except TyperException as fault:
        raise ask.NotUnderstood(fault.format_message()) from fault
    if code == 130:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def app() -> typer.Typer:
    """Every command there is."""
    made = typer.Typer(
        help=_ABOUT,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"max_content_width": 100},
    )
    made.callback(invoke_without_command=True)(_root)
    for module in names_in(cli.__path__):
        importlib.import_module(f"{cli.__name__}.{module}").register(made)
    _put_in_words(made)
    return made


def _root(version: Annotated[bool, typer.Option("--version", help="Say which planlint this is.")] = False) -> None:
    if version:
        print(f"planlint {__version__}")
        raise typer.Exit(0)


def _put_in_words(made: typer.Typer) -> None:
    """Let typer see our descriptions in its own words, on copies of the functions."""
    for one in made.registered_commands:
        if one.callback is not None:
            hints = get_type_hints(one.callback, include_extras=True)
            one.callback = _again(one.callback)
            one.callback.__annotations__ = {name: _typed(hint) for name, hint in hints.items()}
    for group in made.registered_groups:
        if group.typer_instance is not None:
            _put_in_words(group.typer_instance)


def _again(function: Any) -> Any:
    """The same function once more."""
    copy = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    copy.__doc__, copy.__kwdefaults__ = function.__doc__, function.__kwdefaults__
    return copy


def _typed(hint: Any) -> Any:
    """A parameter's type with our description of it put into typer's words."""
    if get_origin(hint) is not Annotated:
        return hint
    plain, *about = get_args(hint)
    return Annotated[plain, *map(_words, about)]


def _words(about: Any) -> Any:
    if isinstance(about, ask.Argument):
        return typer.Argument(metavar=about.metavar, help=about.text)
    if isinstance(about, ask.Option):
        return typer.Option(
            *about.names, metavar=about.metavar or None, help=about.text, min=about.least, callback=about.read
        )
    return about
