"""English prose as readers meet it: words, sentences, syllables, short forms. All in time linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from planlint.links import as_read
from planlint.values import round_half_away

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

# ---------------------------------------------------------------------- sentences
_ITEM = re.compile(r"\s{0,20}(?:[-*•–·▪]|#{1,6}|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]|\(?[A-Z]\))\s+(?=\S)")
_STOP = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)")
_OPENS = re.compile(r"\s+[\"'“‘(\[]*([^\s\"'“‘(\[])")
_LAST = re.compile(r"[^\s(\[\"'“‘]*\Z")
_LOOK_BACK = 40
_NEVER = ("mr", "mrs", "ms", "dr", "prof", "rev", "hon", "st", "e.g", "eg", "i.e", "ie", "cf", "vs", "viz", "messrs")
"""What an abbreviation's full stop follows, and a sentence's never."""
_BEFORE_FIGURE = re.compile(
    r"(?:nos?|pp?|paras?|figs?|ca?|approx|est|vol|ch|art|sec|ss?|regs?|cl|max|min"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\Z"
)
_LETTERED = re.compile(
    r"(?:appendix|annex|table|plan|option|part|section|group|category|class|band|scheme|grade|vitamin|hepatitis)\Z"
)


def words(text: str) -> int:
    """How many words a text has, as it is read.

    >>> words("We won't close [£3.2m](#/totals/over) worth of beds.")
    8
    """
    return sum(1 for _ in _WORD.finditer(as_read(text)))


def sentences(text: str) -> list[str]:
    """The sentences of a text; an item of a list and a heading are sentences of their own.

    >>> sentences('It cost £1.4m. Dr. Hope (e.g. at St. Mary’s) said "No." Then, on 3 Jan. 2017, we met.')
    ['It cost £1.4m.', 'Dr. Hope (e.g. at St. Mary’s) said "No."', 'Then, on 3 Jan. 2017, we met.']
    >>> sentences("We will:\\n- close 3.2 wards;\\n- open one.\\n\\nThat is all")
    ['We will:', 'close 3.2 wards;', 'open one.', 'That is all']
    """
    found = []
    for block in _blocks(as_read(text)):
        start = 0
        for stop in _STOP.finditer(block):
            if _ends(block, stop):
                found.append(block[start : stop.end()].strip())
                start = stop.end()
        found.append(block[start:].strip())
    return [one for one in found if _WORD.search(one)]


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs and items of lists, each without its mark; a line break within one is a space."""
    lines: list[str] = []
    for line in text.splitlines():
        item = _ITEM.match(line)
        if lines and (item or not line.strip()):
            yield " ".join(lines)
            lines = []
        if line.strip():
            lines.append(line[item.end() :] if item else line)
    if lines:
        yield " ".join(lines)


def _ends(block: str, stop: re.Match[str]) -> bool:
    """Whether a stop, with the quotation marks and brackets that close after it, ends a sentence."""
    opening = _OPENS.match(block, stop.end())
    if opening is None:
        return True
    following = opening[1]
    if not (following.isupper() or following.isdigit() or following in "£€$-–•"):
        return False
    if stop[0] != ".":
        return True
    back = block[max(0, stop.start() - _LOOK_BACK) : stop.start()]
    last = _LAST.search(back)
    token = last[0] if last else ""
    low = token.lower()
    if low in _NEVER:
        return False
    if _BEFORE_FIGURE.match(low):
        return not (following.isdigit() or following == "£")
    if len(token) == 1 and token.isupper():
        before = back[: len(back) - 1].split()
        return bool(before) and _LETTERED.match(before[-1].lower()) is not None
    return not re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", token)


# ---------------------------------------------------------------------- syllables
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?<=[^aeiouyl])e(?=(?:ment|ments|ful|fully|less|lessly|ly|ness|some|ty)\Z)"
    r"|(?<=[^aeiouyl])(?<![tb]r)e\Z|(?<=[aeiouy]l)e\Z|(?<=rl)e\Z"
    r"|(?<=[^aeiouydt])e(?=d\Z)|(?<=[aeo]y)e(?=d\Z)"
    r"|(?<=[^aeiouylszxcgh])(?<![tb]r)e(?=s\Z)|(?<=[aeiouy]l)e(?=s\Z)|(?<=th)e(?=s\Z)"
    r"|(?<=\Astak)e(?=[^aeiouysdr])|(?<=\Amil)e(?=st)|(?<=\Afram)e(?=w)|(?<=\Asom)e(?=[tbh])|(?<=\Alif)e(?=[^dr])"
    r"|(?<=\Atim)e(?=[^drs])|(?<=\Abas)e(?=l)|(?<=\Ahom)e(?=[^or])|(?<=\Ahous)e(?=[^ds])|(?<=\Acar)e(?=[gh])"
    r"|(?<=\Awhol)e(?=[^rs])|(?<=\Asaf)e(?=g)|(?<=\Aplac)e(?=[mh])|(?<=\Amor)e(?=o)|(?<=\Awid)e(?=s)|(?<=\Afor)e(?=ca)|(?<=[wh]her)e(?=b)|(?<=\Aevery)e"
)
_APART = re.compile(
    r"(?<![ctsgx])i[ao](?!u)|(?<![ctsgx])io(?=us)|(?<=[ctsg])ia(?=[bt](?!i))|i(?=um|us\b|er\b|ers\b|est\b|ety|ent|enc)"
    r"|eo(?!u)|u(?=al|ar|at|ou|ity)|[aeiouy](?=ing)|ea(?=t[ei](?!n)|ct)|[aeo]y(?=[aeio])|sm\b|sms\b|thm\b|ri(?=et)"
)
_TOGETHER = re.compile(
    r"(?<=[ctsx])i(?=en[tc])|(?<=q)u(?=al|ar|at|ity|ing)|(?<=g)u(?=ar|al|at)|geo(?=n)|people|ay(?=or)"
)
_KNOWN = {
    word: count
    for count, some in (
        (1, "eye eyes"),
        (
            2,
            "real evening every business someone somewhere therefore thereby elsewhere science quiet diet create "
            "creates wednesday million billion senior sovereign greater colleague colleagues fluid ruin union",
        ),
        (
            3,
            "area areas idea ideas everything creating realise realised theatre theatres ratio ratios enabled "
            "proactive physio museum opinion",
        ),
        (4, "everybody reality realistic diabetes european"),
        (5, "coordination specialities speciality"),
    )
    for word in some.split()
}


def syllables(word: str) -> int:
    """About how many syllables an English word has; capitals in a row are read letter by letter.

    >>> [syllables(word) for word in ("care", "hospital", "prioritisation", "NHS", "closed", "needed")]
    [1, 3, 6, 3, 1, 2]
    """
    if len(word) > 1 and word.isupper():
        return sum(3 if letter == "W" else 1 for letter in word)
    low = word.lower().replace("’", "'")
    low = low[:-2] if low.endswith("'s") else low.replace("'", "")
    if low in _KNOWN:
        return _KNOWN[low]
    spoken = _SILENT.sub("", low)
    count = len(_VOWELS.findall(spoken)) + len(_APART.findall(spoken)) - len(_TOGETHER.findall(spoken))
    return max(1, count)


def reading_age(texts: Iterable[str]) -> int:
    """The age at which most people can read some texts: the Flesch-Kincaid grade and five years, at least 5.

    The grade is 0.39 × words a sentence + 11.8 × syllables a word - 15.59 (Kincaid and others, *Derivation of New
    Readability Formulas*, Research Branch Report 8-75, Naval Technical Training Command, 1975). Figures are no words.

    >>> reading_age(["The cat sat on the mat."])
    5
    >>> reading_age(["The partnership will consult on the configuration of community services in the autumn."])
    18
    """
    spoken = said = parts = 0
    for text in texts:
        for sentence in sentences(text):
            found = _LETTERS.findall(sentence)
            parts += bool(found)
            said += len(found)
            spoken += sum(map(syllables, found))
    if not said:
        return YOUNGEST
    grade = Fraction(39, 100) * said / parts + Fraction(118, 10) * spoken / said - Fraction(1559, 100)
    return max(YOUNGEST, round_half_away(grade + 5))


YOUNGEST = 5

# ---------------------------------------------------------------------- short forms
_SHORT = re.compile(r"(?<![\w&])(?:[A-Z]&[A-Z]|[A-Za-z]{2,12})(?![\w&])")
_ROMAN = re.compile(r"[IVX]{1,5}\Z")
_LOWER_RUN = re.compile(r"[a-z]{2}")
_BRACKET = re.compile(r"\(([^()\n]{2,120})\)")
_GLOSSARY = re.compile(r"[\s|*•–·▪-]{0,10}([A-Za-z&]{2,12})\s{0,5}(?:[:=–—|]|\s-\s)\s{0,5}([^\n]{3,200})")
_MEANS = re.compile(r"(?<![\w&])([A-Za-z&]{2,12})[\"'”’]?\s(?:stands for|is short for|means)\s")
_LETTERS_A_WORD = 13
"""How long the words before a short form are looked for: with room for the longest that one reads."""


def undefined_acronyms(texts: Iterable[str], known: Iterable[str]) -> list[tuple[str, int]]:
    """The short forms that some texts use and nowhere explain, each once with the number of the text that first does.

    A short form has two capitals or more, and no two small letters next to each other. It is explained where its
    words stand before it, `Minor Eye Conditions Service (MECS)`, or after it in brackets; in a line of a glossary,
    `MECS: …`; or by *MECS means* or *stands for*. A line that is all in capitals has none.

    >>> undefined_acronyms(["The FISC met. Minor Eye Conditions Service (MECS) and MECS. TECs, GPs", "FISC"], ["GP"])
    [('FISC', 0), ('TEC', 0)]
    """
    first: dict[str, int] = {}
    explained = set(known)
    for n, text in enumerate(texts):
        text = as_read(text)
        for line in text.splitlines():
            if not _shouted(line):
                for found in _SHORT.finditer(line):
                    short = _short(found[0])
                    if short:
                        first.setdefault(short, n)
        explained.update(_explained(text))
    return [(short, n) for short, n in first.items() if short not in explained]


def _short(token: str) -> str | None:
    """The short form in a token, without the s of its plural."""
    bare = token[:-1] if token.endswith("s") and token[:-1].isupper() else token
    if sum(letter.isupper() for letter in bare) < 2 or _LOWER_RUN.search(bare) or _ROMAN.match(bare):
        return None
    return bare


def _shouted(line: str) -> bool:
    found = _LETTERS.findall(line)
    return len(found) > 2 and all(word.isupper() for word in found)


def _explained(text: str) -> Iterator[str]:
    for found in _BRACKET.finditer(text):
        inside = found[1].strip("\"'“”‘’ ").removeprefix("the ").removeprefix("or ")
        short = _short(inside) if len(inside) < 14 else None
        before = text[max(0, found.start() - (_LETTERS_A_WORD * (len(inside) + 4) if short else 20)) : found.start()]
        if short is not None and _spells(before, short, last=True):
            yield short
        last = _LETTERS.findall(before[-20:])
        short = _short(last[-1]) if last else None
        if short is not None and _spells(found[1], short):
            yield short
    for line in text.splitlines():
        entry = _GLOSSARY.match(line)
        if entry and (short := _short(entry[1])) and _spells(entry[2], short):
            yield short
    for found in _MEANS.finditer(text):
        if short := _short(found[1]):
            yield short


def _spells(phrase: str, short: str, *, last: bool = False) -> bool:
    """Whether a short form can come from words: its first letter begins one, the others follow in order, and at least
    half of them begin words too. `last`: from the last words of the phrase."""
    words = _LETTERS.findall(phrase.lower())
    letters = [letter.lower() for letter in short if letter.isalpha()]
    if last:
        words = words[-(len(letters) + 5) :]
    begins = [n for n, word in enumerate(words) if word[0] == letters[0]]
    return any(_follow(words[n:], letters) for n in (begins[-3:] if last else begins[:3]))


def _follow(words: list[str], letters: list[str]) -> bool:
    """Whether letters follow in words, each at the beginning of one as long as there is one that begins so."""
    at = begun = 0
    for n, word in enumerate(words):
        later = {other[0] for other in words[n + 1 :]}
        for m, letter in enumerate(word):
            if at < len(letters) and letter == letters[at] and (m == 0 or letter not in later):
                at += 1
                begun += m == 0
        if at == len(letters):
            break
    return at == len(letters) and 2 * begun >= len(letters)
