"""Statements of a rule's sentence, and how several become one: `the plan and the actual must be given`."""

from __future__ import annotations

import re
from itertools import groupby

from planlint.records import dataclass, replace

DATES = {"before": "before", "after": "after", "not_before": "on or after", "not_after": "on or before"}
"""How the comparisons of dates are said."""
_THIRD = {"have": "has", "match": "matches"}


@dataclass(frozen=True, slots=True)
class Says:
    """What is said of something: the verb in its plain form, and the rest."""

    verb: str
    rest: str
    negated: bool = False

    def said(self, mood: str, plural: bool) -> str:
        """After a subject; after `must`, `should` or `could` where there is a mood."""
        inverted = "not " if self.negated else ""
        if mood:
            return f"{inverted}{self.verb} {self.rest}".rstrip()
        if self.verb == "be":
            verb = ("are " if plural else "is ") + inverted
        elif self.negated:
            verb = ("do not " if plural else "does not ") + self.verb + " "
        else:
            verb = (self.verb if plural else _THIRD.get(self.verb, self.verb + "s")) + " "
        return f"{verb}{self.rest}".rstrip()


@dataclass(frozen=True, slots=True)
class Predicate:
    """One statement: what of, and what is said, perhaps several things joined by `word`. `plural` is of the subject."""

    subject: str
    says: tuple[Says, ...]
    plural: bool = False
    word: str = ""

    def said(self, mood: str) -> str:
        """With `must`, `should` or `could`, or (an empty mood) as a fact."""
        parts = [one.said(mood, self.plural) for one in self.says]
        if len({one.verb for one in self.says}) == 1 and not any(one.negated for one in self.says):
            first = parts[0][: len(parts[0]) - len(self.says[0].rest)]
            parts = [parts[0], *[one.removeprefix(first) for one in parts[1:]]]
        return f"{self.subject} {mood + ' ' if mood else ''}{listed(parts, self.word)}"

    @property
    def bare(self) -> bool:
        """Whether it is about nothing: `there is …`."""
        return self.subject == "there"

    def like(self, other: Predicate) -> bool:
        return (self.says, self.word) == (other.says, other.word)


def stated(subject: str, verb: str, rest: str, plural: bool = False, negated: bool = False) -> Predicate:
    """A statement of one thing."""
    return Predicate(subject, (Says(verb, rest, negated),), plural)


def merged(predicates: list[Predicate], word: str) -> Predicate | None:
    """Statements that say the same of several things, or several things of one, as one statement; else None."""
    first = predicates[0]
    if len(predicates) == 1:
        return first
    if any(one.bare for one in predicates):
        return None
    if all(one.subject == first.subject and len(one.says) == 1 for one in predicates):
        return Predicate(first.subject, tuple(one.says[0] for one in predicates), first.plural, word)
    if any(one.negated for one in first.says) or not all(first.like(one) for one in predicates):
        return None
    subject = shared([one.subject for one in predicates], word)
    return replace(first, subject=subject, plural=word == "and" or first.plural)


def listed(items: list[str], word: str) -> str:
    """
    >>> listed(["the owner", "the date", "the place"], "and")
    'the owner, the date and the place'
    """
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + f" {word} {items[-1]}"


def shared(subjects: list[str], word: str) -> str:
    """Several things, with what they belong to said once.

    >>> shared(["the row's plan", "the row's actual"], "and")
    "the row's plan and actual"
    >>> shared(["the role of the action's owner", "the organisation of the action's owner"], "and")
    "the role and organisation of the action's owner"
    >>> shared(["the plan", "the row's actual"], "and")
    "the plan and the row's actual"
    >>> shared(["the row's plan", "the row's actual", "the role of the row's owner"], "and")
    "the row's plan and actual, and the role of the row's owner"
    """
    runs = [list(run) for _, run in groupby(subjects, _owner)]
    said = [_together(run, word) for run in runs]
    if len(runs) > 1 and max(map(len, runs)) > 1:
        return ", ".join(said[:-1]) + f", {word} {said[-1]}"
    return listed(said, word)


def _owner(subject: str) -> str:
    """What a thing belongs to, as it is said before or after it."""
    found = re.match(r"the (?:[^()]*?(?:'s|s')) ", subject)
    if found and " of " not in found[0]:
        return found[0]
    start = subject.find(" of ")
    return subject[start:] if start > 0 and subject.startswith("the ") and subject.count(" of ") == 1 else subject


def _together(run: list[str], word: str) -> str:
    owner = _owner(run[0])
    if len(run) == 1 or owner == run[0]:
        return listed(run, word)
    if owner.startswith("the "):
        return owner + listed([one.removeprefix(owner) for one in run], word)
    return f"the {listed([one.removesuffix(owner).removeprefix('the ') for one in run], word)}{owner}"


def plain_words(pattern: str) -> list[str] | None:
    """The words that a pattern looks for, where it is no more than a choice between some; else None.

    >>> plain_words("(?i)to be confirmed|\\\\btbc\\\\b|insert .* here|xx+")
    ['to be confirmed', 'tbc', 'insert … here', 'xx']
    >>> plain_words("^on (plan|track)$"), plain_words("on (plan|track)")
    (None, ['on plan', 'on track'])
    """
    words = []
    for part in _choices(pattern.removeprefix("(?i)")):
        plain = re.sub(r"([a-zA-Z])\1\+", r"\1\1", part.replace("\\b", "")).replace(".*", "…")
        if not re.fullmatch(r"[A-Za-z0-9'’ …,-]+", plain):
            return None
        words.append(plain)
    return words


def _choices(pattern: str) -> list[str]:
    """A pattern's alternatives, with those of a group within one put in its place."""
    found: list[str] = []
    for part in re.split(r"\|(?![^(]*\))", pattern):
        group = re.fullmatch(r"([^()]*)\(([^()]*)\)([^()]*)", part)
        found += [group[1] + one + group[3] for one in group[2].split("|")] if group else [part]
    return found
