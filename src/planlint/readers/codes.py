"""The codes of what can be wrong with how a file is written, each with its title: the one list of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        "READ-ALIAS": "An anchor or alias that cannot be followed safely",
        "READ-AMBIGUOUS": "A value that programs read in different ways",
        "READ-CONFUSABLE": "Two names that look alike and are not the same",
        "READ-CONTROL": "A control character",
        "READ-DATE": "A date that does not exist",
        "READ-DEPTH": "Values nested too deeply",
        "READ-DIRECTIVE": "A YAML directive",
        "READ-DOCUMENTS": "More than one document in a file",
        "READ-DUPLICATE-KEY": "A key that is given twice",
        "READ-EMPTY": "Nothing in the file",
        "READ-ENCODING": "Not text in UTF-8",
        "READ-FORMAT": "A kind of file that is not read",
        "READ-HIDDEN": "A character that cannot be seen",
        "READ-KEY": "A key that is not text",
        "READ-LIMIT": "More than is read",
        "READ-MERGE": "A YAML merge key",
        "READ-NOT-FINITE": "Infinity, or not a number",
        "READ-NUMBER": "A number with too many digits",
        "READ-SURROGATE": "Half of a character",
        "READ-SYNTAX": "The file breaks the rules of its format",
        "READ-TAB": "A tab used to indent",
        "READ-TAG": "A YAML tag",
    }
)
