"""The standard library's `dataclass`, as far as planlint uses it, made without compiling source for each class.

A command that checks one file spends a third of its time on making some hundred and fifty such classes, for which the
standard library writes and compiles half a dozen functions each. Here one `__init__` is compiled for each number of
fields, and its copies take the names of the class; what compares and shows is shared. What a class does is the same:
`tests/test_records.py` holds the two side by side, and `dataclasses.fields`, `replace` and `asdict` serve both. Type
checkers are shown the standard library's.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass, field, fields, is_dataclass, replace
else:
    from collections.abc import Callable
    from operator import attrgetter
    from reprlib import recursive_repr
    from types import FunctionType, MappingProxyType
    from typing import Any

    _MISSING = object()
    _FIELDS = "__dataclass_fields__"

    class _Field:
        """One field of a class: its name, what it has where nothing is given, and what it takes part in."""

        __slots__ = ("compare", "default", "default_factory", "hash", "init", "kw_only", "name", "repr")

        def __init__(
            self, default: Any, default_factory: Any, init: bool, repr: bool, hash: bool | None, compare: bool
        ) -> None:
            self.name, self.kw_only = "", False
            self.default, self.default_factory = default, default_factory
            self.init, self.repr, self.hash, self.compare = init, repr, hash, compare

        @property
        def _field_type(self) -> Any:
            """What the standard library looks for, so that its tools serve these classes too."""
            import dataclasses

            return dataclasses._FIELD

    class FrozenInstanceError(AttributeError):
        """Something wanted to change what stands as it was made."""

    def field(
        *,
        default: Any = _MISSING,
        default_factory: Any = _MISSING,
        init: bool = True,
        repr: bool = True,
        hash: bool | None = None,
        compare: bool = True,
    ) -> Any:
        """A field that is more than its type and a value."""
        return _Field(default, default_factory, init, repr, hash, compare)

    def fields(of: Any) -> tuple[_Field, ...]:
        """The fields of a class, or of what it made, in order."""
        return tuple(getattr(of, _FIELDS).values())

    def is_dataclass(of: Any) -> bool:
        """Whether this is a class made here, or something that one made."""
        return hasattr(of, _FIELDS)

    def replace(one: Any, /, **changes: Any) -> Any:
        """The same again, with other values for some fields."""
        for name, each in getattr(one, _FIELDS).items():
            if each.init and name not in changes:
                changes[name] = getattr(one, name)
        return type(one)(**changes)

    def dataclass(
        cls: type | None = None,
        /,
        *,
        eq: bool = True,
        order: bool = False,
        frozen: bool = False,
        kw_only: bool = False,
        slots: bool = False,
    ) -> Any:
        """A class that holds the values named in it."""

        def make(cls: type) -> type:
            return _made(cls, eq, order, frozen, kw_only, slots)

        return make if cls is None else make(cls)

    def _made(cls: type, eq: bool, order: bool, frozen: bool, kw_only: bool, slots: bool) -> type:
        every: dict[str, _Field] = {}
        for base in cls.__mro__[-1:0:-1]:
            every.update(getattr(base, _FIELDS, {}))
        own = _own_fields(cls)
        for one in own:
            one.kw_only = kw_only
        every.update((one.name, one) for one in own)
        set_ = {_FIELDS: MappingProxyType(every)}
        set_["__match_args__"] = tuple(one.name for one in every.values() if one.init and not one.kw_only)
        if slots:
            inherited = {name for base in cls.__mro__[1:] for name in base.__dict__.get("__slots__", ())}
            cls = _with_slots(cls, tuple(name for name in every if name not in inherited))
        shown = tuple(one.name for one in every.values() if one.repr)
        if "__repr__" not in cls.__dict__:
            set_["__repr__"] = _repr(shown)
        if eq:
            _compare(cls, set_, list(every.values()), frozen, order)
        if frozen:
            set_["__setattr__"], set_["__delattr__"] = _refusing(cls, frozenset(every))
            if slots:
                _kept(set_, tuple(every))
        for name, value in set_.items():
            setattr(cls, name, value)
        if "__init__" not in cls.__dict__:
            cls.__init__ = _init(cls, list(every.values()), frozen, slots)
        if cls.__doc__ is None:
            cls.__doc__ = cls.__name__
        return cls

    def _own_fields(cls: type) -> list[_Field]:
        own = []
        for name, kind in cls.__annotations__.items():
            if str(kind).startswith(("ClassVar", "typing.ClassVar")):
                continue
            default = cls.__dict__.get(name, _MISSING)
            one = default if isinstance(default, _Field) else _Field(default, _MISSING, True, True, None, True)
            one.name = name
            if isinstance(default, _Field):
                if one.default is _MISSING:
                    delattr(cls, name)
                else:
                    setattr(cls, name, one.default)
            if isinstance(one.default, list | dict | set):
                raise ValueError(f"{cls.__name__}.{name}: one value would be shared by all; use default_factory")
            own.append(one)
        return own

    def _with_slots(cls: type, names: tuple[str, ...]) -> type:
        """The class again, with room for these names and no others."""
        body = dict(cls.__dict__)
        for name in (*names, "__dict__", "__weakref__"):
            body.pop(name, None)
        body["__slots__"] = names
        again = type(cls)(cls.__name__, cls.__bases__, body)
        again.__qualname__ = cls.__qualname__
        return again

    def _values_of(names: tuple[str, ...]) -> Callable[[Any], Any]:
        """What reads these attributes of something, as a tuple."""
        if len(names) > 1:
            return attrgetter(*names)
        if names:
            only = attrgetter(names[0])
            return lambda one: (only(one),)
        return lambda one: ()

    def _compare(cls: type, set_: dict[str, Any], every: list[_Field], frozen: bool, order: bool) -> None:
        own = cls.__dict__
        values = _values_of(tuple(one.name for one in every if one.compare))
        hashed = _values_of(tuple(one.name for one in every if (one.compare if one.hash is None else one.hash)))
        if "__eq__" not in own:

            def __eq__(self: Any, other: Any) -> Any:
                return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

            set_["__eq__"] = __eq__
        if "__hash__" not in own or (own["__hash__"] is None and "__eq__" in own):
            set_["__hash__"] = (lambda self: hash(hashed(self))) if frozen else None
        if order:

            def __lt__(self: Any, other: Any) -> Any:
                return values(self) < values(other) if other.__class__ is self.__class__ else NotImplemented

            def __le__(self: Any, other: Any) -> Any:
                return values(self) <= values(other) if other.__class__ is self.__class__ else NotImplemented

            def __gt__(self: Any, other: Any) -> Any:
                return values(self) > values(other) if other.__class__ is self.__class__ else NotImplemented

            def __ge__(self: Any, other: Any) -> Any:
                return values(self) >= values(other) if other.__class__ is self.__class__ else NotImplemented

            set_.update(__lt__=__lt__, __le__=__le__, __gt__=__gt__, __ge__=__ge__)

    def _repr(names: tuple[str, ...]) -> Callable[[Any], str]:
        def __repr__(self: Any) -> str:
            return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

        return recursive_repr()(__repr__)

    def _refusing(cls: type, names: frozenset[str]) -> tuple[Any, Any]:
        """What refuses to change a field, as `__setattr__` and `__delattr__`."""

        def __setattr__(self: Any, name: str, value: Any) -> None:
            if type(self) is cls or name in names:
                raise FrozenInstanceError(f"cannot assign to field {name!r}")
            super(cls, self).__setattr__(name, value)

        def __delattr__(self: Any, name: str) -> None:
            if type(self) is cls or name in names:
                raise FrozenInstanceError(f"cannot delete field {name!r}")
            super(cls, self).__delattr__(name)

        return __setattr__, __delattr__

    def _kept(set_: dict[str, Any], names: tuple[str, ...]) -> None:
        """How a class of slots that cannot be set is copied and pickled."""

        def __getstate__(self: Any) -> list[Any]:
            return [getattr(self, name) for name in names]

        def __setstate__(self: Any, state: list[Any]) -> None:
            for name, value in zip(names, state, strict=True):
                object.__setattr__(self, name, value)

        set_.update(__getstate__=__getstate__, __setstate__=__setstate__)

    def _init(cls: type, every: list[_Field], frozen: bool, slots: bool) -> FunctionType:
        """The `__init__` of a class: a copy of the one that is made for as many fields, with the names of these."""
        taken = sorted((one for one in every if one.init), key=lambda one: one.kw_only)
        unseen = [
            one
            for one in every
            if not one.init and (one.default_factory is not _MISSING or (slots and one.default is not _MISSING))
        ]
        plain = not frozen and not unseen and all(one.default_factory is _MISSING for one in taken)
        template = _template(len(taken), len(unseen), hasattr(cls, "__post_init__"), plain)
        made = template(*(_setter(cls, one, frozen) for one in (*taken, *unseen)))
        names = tuple(one.name for one in taken)
        by_name = [one for one in taken if one.kw_only]
        code = made.__code__
        code = code.replace(
            co_varnames=("self", *names),
            co_names=names + code.co_names[len(names) :] if plain else code.co_names,
            co_argcount=1 + len(taken) - len(by_name),
            co_kwonlyargcount=len(by_name),
            co_qualname=f"{cls.__qualname__}.__init__",
        )
        init = FunctionType(code, made.__globals__, "__init__", _defaults(cls, taken), made.__closure__)
        init.__kwdefaults__ = {one.name: one.default for one in by_name if _is_optional(one)} or None
        init.__qualname__ = code.co_qualname
        return init

    def _is_optional(one: _Field) -> bool:
        return one.default is not _MISSING or one.default_factory is not _MISSING

    def _defaults(cls: type, taken: list[_Field]) -> tuple[Any, ...] | None:
        """What the last of the fields have where nothing is given; `_MISSING` where that is made each time."""
        in_order = [one for one in taken if not one.kw_only]
        optional = [one for one in in_order if _is_optional(one)]
        if optional != in_order[len(in_order) - len(optional) :]:
            raise TypeError(f"{cls.__name__}: a field without a default follows one that has one")
        return tuple(one.default for one in optional) or None

    def _setter(cls: type, one: _Field, frozen: bool) -> Callable[..., None]:
        """What puts the value of a field in its place, or what it has where it cannot be given."""
        name = one.name
        slot = getattr(cls, name, None)
        if type(slot).__name__ == "member_descriptor":
            put = slot.__set__
        elif frozen:

            def put(self: Any, value: Any) -> None:
                object.__setattr__(self, name, value)
        else:

            def put(self: Any, value: Any) -> None:
                setattr(self, name, value)

        if one.default_factory is _MISSING:
            return put if one.init else lambda self: put(self, one.default)
        factory = one.default_factory
        return lambda self, value=_MISSING: put(self, factory() if value is _MISSING else value)

    @functools.cache
    def _template(taken: int, unseen: int, post: bool, plain: bool) -> Callable[..., FunctionType]:
        """What makes an `__init__` of so many fields, given what puts each in its place.

        A `plain` one sets attributes by their names, which are replaced afterwards.
        """
        values = [f"a{n}" for n in range(taken)]
        places = [f"p{n}" for n in range(taken + unseen)]
        lines = [f"self.f{n} = a{n}" if plain else f"p{n}(self, a{n})" for n in range(taken)]
        lines += [f"p{n}(self)" for n in range(taken, taken + unseen)]
        lines += ["self.__post_init__()"] if post else []
        body = "\n  ".join(lines or ["pass"])
        init = f" def __init__({', '.join(['self', *values])}):\n  {body}\n"
        space: dict[str, Any] = {}
        exec(f"def make({', '.join(places)}):\n{init} return __init__", space)
        return space["make"]


__all__ = ["dataclass", "field", "fields", "is_dataclass", "replace"]
