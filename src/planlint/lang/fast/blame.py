"""Where a condition that is false points, in code."""

from __future__ import annotations

from collections.abc import Callable

from planlint.lang import ast
from planlint.lang.evidence import left_side
from planlint.lang.fast.code import Unsupported
from planlint.lang.fast.lists import Lists
from planlint.lang.fast.symbols import Broken, Scalar, Symbol, Truth, path_code
from planlint.shape import ListShape


class Blame(Lists):
    """Adds to `Lists` the places that a part of an obligation points at."""

    def told(self, part: ast.Expr) -> tuple[Truth, Callable[[], Broken]]:
        """The truth of a part of an obligation, and what writes, where it is false, the code for where it points."""
        out = self.out
        if isinstance(part, ast.Quantified) and part.word in ("every", "no"):
            name = out.let("q", "[]")
            truth = self.quantify(part, True, name)
            return truth, lambda: Broken(listed=name)
        if isinstance(part, ast.NoRepeated | ast.InOrder):
            found = self.repeated(part) if isinstance(part, ast.NoRepeated) else self.disordered(part)
            stem = found[1].path
            assert stem is not None
            at = out.fresh("n")
            places = f"[{path_code((*stem, at))} for {at} in {found[0]}]"
            return self.empty(found, True), lambda: Broken(listed=places)
        names = self.names
        truth = self.truth(part)

        def place() -> Broken:
            with self.among(names):
                return self.blamed(part)

        return truth, place

    def blamed(self, part: ast.Expr) -> Broken:
        if isinstance(part, ast.Covers):
            return self.place(part.part)
        positive = True
        while isinstance(part, ast.Not):
            part, positive = part.part, not positive
        if isinstance(part, ast.Given) and positive is not part.negated:
            return self.absent(part.part)
        left = left_side(part)
        return Broken() if left is None else self.place(left)

    def place(self, expr: ast.Expr) -> Broken:
        """The place of a left-hand side. It is written where the condition is known to be false, so all is read."""
        one, names = self.opened(expr)
        with self.among(names):
            match one:
                case ast.Name() | ast.Field() | ast.Index():
                    return Broken(path=getattr(self.worth(one), "path", None))
                case ast.Prefix(part=part) | ast.Negate(part=part) | ast.Call(arguments=(part,)):
                    return self.place(part)
                case ast.IfGiven():
                    return Broken(unknown=True)
                case ast.Sum(terms=((_, first), *_)) if isinstance(self.worth(one), Scalar):
                    return self.place(first)
        return Broken()

    def absent(self, expr: ast.Expr) -> Broken:
        """The first step of a path that is not there."""
        one, names = self.opened(expr)
        chain: list[ast.Field | ast.Index] = []
        with self.among(names):
            if isinstance(one, ast.Prefix):
                return Broken(path=self.reason(one.part)[1])
            while isinstance(one, ast.Field | ast.Index):
                chain.insert(0, one)
                one = one.base
            if not chain:
                raise Unsupported("whether a whole submission, item or value is given")
            base = self.worth(one)
            if getattr(base, "path", None) is None:
                # What a list of the pack does not have is said of the key that was looked for.
                keys = [step.key for step in chain if isinstance(step, ast.Index)]
                return self.place(keys[0]) if len(keys) == 1 else Broken(unknown=True)
            found = self.out.let("p", "None")
            self.absent_in(base, chain, found)
        self.out.line(f"if {found} is None: raise Slow")
        return Broken(variable=found)

    def absent_in(self, base: Symbol, chain: list[ast.Field | ast.Index], found: str) -> None:
        first, rest = chain[0], chain[1:]
        if isinstance(first, ast.Field):
            code, shape, up, path, _ = self.raw_field(base, first.name)
        else:
            code, shape, up, path, _ = self.raw_index(base, first.key)
            if isinstance(up.shape, ListShape) and path is not None:
                # Where no item has the key, the place is the key itself.
                key = self.key_code(first.key) if up.shape.key else path[-1]
                path = (*path[:-1], f"({path[-1]} if {code} is not None else {key})")
        assert path is not None
        with self.out.block(f"if {code} is None:"):
            self.out.line(f"{found} = {path_code(path)}")
        with self.out.block("else:"):
            if rest:
                self.absent_in(self.typed(code, shape, up, path), rest, found)
            else:
                self.out.line(f"if type({code}) is str: {found} = {path_code(path)}")
