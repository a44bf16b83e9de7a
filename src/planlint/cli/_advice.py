"""What to say of the codes that no pack declares: how a file is written (`READ-`), what it holds (`SHAPE-`), and which
other submissions are meant (`JOIN-`)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REFUSED = "The file is refused: no rule runs on it."
READ = "The file is read, and the rules run as well."
EITHER = "The file is read where it still can be, else refused; the finding says which."

BESIDE = "The rules that read the other submission cannot be assessed; all others run."

ADVICE: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "JOIN-TWICE": (
            BESIDE,
            "A rule compares this submission with another, and more than one could be meant, so that either answer "
            "might be wrong.",
            "Check it with one of them, or say which replaces the other: a higher version, or supersedes.",
            "",
        ),
        "READ-ALIAS": (
            REFUSED,
            "An alias leads to an anchor that is not there, to the value that it stands in, or to more than the limit; "
            "or an anchor is defined twice.",
            "Write the value out in place of the alias.",
            "plan: &a [*a]",
        ),
        "READ-AMBIGUOUS": (
            READ,
            "YAML has two versions in use, and they read this value differently. It is kept as text.",
            "Put quotes round it, or write it so that it has one meaning.",
            'approved: yes      # write: true, or "yes"',
        ),
        "READ-CONFUSABLE": (
            READ,
            "Two names look alike but differ in capitals, spaces, invisible characters, accents or script.",
            "Write both the same way, or give them names that differ to the eye.",
            'items: [{id: "I-1"}, {id: "i-1"}]',
        ),
        "READ-CONTROL": (EITHER, "A character that is meant for a machine stands in the text.", "Delete it.", ""),
        "READ-DATE": (
            READ,
            "The calendar has no such day, and some programs stop at it. It is kept as text.",
            "Correct the date.",
            "due: 2024-02-31",
        ),
        "READ-DENIED": (
            REFUSED,
            "The system does not let planlint read it.",
            "Allow it to be read, or copy it to another place.",
            "",
        ),
        "READ-DEPTH": (
            REFUSED,
            "Maps and lists stand in each other deeper than the limit.",
            "Look for brackets or dashes that are there by mistake.",
            "",
        ),
        "READ-DIRECTIVE": (
            REFUSED,
            "A line that begins with % before the plan can change what all of it means.",
            "Delete the line.",
            "%YAML 1.1",
        ),
        "READ-DOCUMENTS": (
            REFUSED,
            "The file holds more than one document, and it cannot be told which is meant.",
            "Send one plan in each file.",
            "",
        ),
        "READ-DUPLICATE-KEY": (
            REFUSED,
            "Other programs take the last, or the first, and say nothing.",
            "Keep one of the two.",
            '{"budget": 1, "budget": 1000000}',
        ),
        "READ-EMPTY": (
            REFUSED,
            "The file has no bytes, or only spaces, line ends and comments.",
            "Send the file that was meant.",
            "",
        ),
        "READ-ENCODING": (
            REFUSED,
            "The bytes are not UTF-8, and a wrong guess would turn £ into another letter.",
            "Save the file as UTF-8.",
            "",
        ),
        "READ-FILE": (
            REFUSED,
            "This is a folder, a pipe, a device or a link in a circle.",
            "Give the submission as a file.",
            "",
        ),
        "READ-FORMAT": (
            REFUSED,
            "Nothing in planlint reads files with this ending.",
            "Send it in a format that the message lists.",
            "",
        ),
        "READ-HIDDEN": (
            READ,
            "The text has a character without width, or one that turns the direction of writing, so it shows other "
            "than it is.",
            "Delete it; typing the text afresh is the surest way.",
            r'id: "I-\u200b1"',
        ),
        "READ-KEY": (
            REFUSED,
            "A key is a number, a yes/no, a list, a map or nothing.",
            "Put quotes round the key.",
            '2018: 1.2          # write: "2018": 1.2',
        ),
        "READ-KIND": (
            "No rule runs, because it cannot be told which rules are meant.",
            "Each kind of submission has its own schema and rules. `planlint rules list` names the kinds.",
            "Put the kind at the top of the file, or use --kind.",
            "kind: stp-plan",
        ),
        "READ-LIMIT": (
            REFUSED,
            "The file is larger, or holds more, than is read.",
            "Send less in one file, or move the limit with the option that the message names.",
            "",
        ),
        "READ-LINK": (
            REFUSED,
            "A link may not lead out of the folder that was given.",
            "Put the file itself there, or give the path that the link leads to.",
            "",
        ),
        "READ-MERGE": (
            REFUSED,
            "What is written in one map can be overridden by another elsewhere, so nobody sees what the plan says.",
            "Write the keys out where they belong.",
            "<<: *defaults",
        ),
        "READ-MISSING": (
            "Nothing was checked there, and the run ends with 2.",
            "There is no file of that name.",
            "Check how the path is written, and from which folder.",
            "",
        ),
        "READ-NOT-FINITE": (
            EITHER,
            "Infinity and `not a number` are no figures.",
            "Give a figure, or leave the value out.",
            "total: .nan",
        ),
        "READ-NUMBER": (
            READ,
            "The number has more digits than any figure needs. It is kept as text.",
            "Write the figure with fewer digits.",
            "",
        ),
        "READ-SURROGATE": (
            READ,
            "An escape writes half of a character, without its other half.",
            "Write the character itself.",
            r'{"name": "\ud800"}',
        ),
        "READ-SYNTAX": (
            REFUSED,
            "The file is not valid YAML or JSON. The message says what is wrong, where, and what would be right.",
            "Correct that place, then check again.",
            "",
        ),
        "READ-TAB": (REFUSED, "YAML is indented with spaces.", "Put spaces in place of the tab.", ""),
        "READ-TAG": (
            REFUSED,
            "A word that begins with ! tells a program how to build the value, which can be made to run code.",
            "Delete the tag; write text in quotes and figures without.",
            "plan: !!set {x, y}",
        ),
        "SHAPE-ENUM": (
            READ,
            "The field offers a choice, and this is none of it.",
            "Write one of the words that the message lists.",
            "",
        ),
        "SHAPE-FORMAT": (
            READ,
            "The field holds a date, month, year or the like, and this cannot be read as one.",
            "Write it as the message shows.",
            "report_date: 12 Oct # write: 2018-10-12",
        ),
        "SHAPE-FORMS": (
            READ,
            "The field allows a few forms, and the value has none of them, or more than one.",
            "Give it one of the forms that the message names.",
            "",
        ),
        "SHAPE-ITEMS": (
            READ,
            "A list or record has too few entries, or too many.",
            "Add what is missing, or remove what is too much.",
            "",
        ),
        "SHAPE-KEY": (
            READ,
            "The key does not have the form that is asked for here.",
            "Correct the key, or remove it.",
            "",
        ),
        "SHAPE-KEY-TWICE": (READ, "Two spellings of one key stand side by side.", "Keep one of the two.", ""),
        "SHAPE-LENGTH": (READ, "The text is too short or too long for its field.", "Write more, or less.", ""),
        "SHAPE-MULTIPLE": (
            READ,
            "The figure is not in the steps that the field asks for.",
            "Give it in those steps.",
            "",
        ),
        "SHAPE-NOT-ALLOWED": (
            READ,
            "The schema rules this out where it stands.",
            "Remove it, or move it to where it belongs.",
            "",
        ),
        "SHAPE-PATTERN": (
            READ,
            "The code or reference is not written in the form that is asked for.",
            "Write it as the message says.",
            "",
        ),
        "SHAPE-RANGE": (
            READ,
            "The figure is beyond what the field allows. Often it is in the wrong unit, such as pounds for thousands.",
            "Check the figure and its unit.",
            "",
        ),
        "SHAPE-REQUIRED": (
            READ,
            "A field that everybody gives is not there. Rules that need it cannot be assessed.",
            "Add the field. If it is there under another name, correct the name.",
            "",
        ),
        "SHAPE-TYPE": (
            READ,
            "The field holds a figure, a text, a list or a record, and this is another of these.",
            "Write the value as the message says.",
            'total: "12.4"      # write: 12.4',
        ),
        "SHAPE-UNIQUE": (
            READ,
            "The same thing is listed twice, so it may be counted twice.",
            "Remove one of them, or correct it.",
            "",
        ),
        "SHAPE-UNKNOWN-FIELD": (
            READ,
            "No rule would ever look at this field, so a misspelt one would be missed in silence.",
            "Correct its name, or remove it.",
            "",
        ),
    }
)
"""Code → what becomes of the file, why it matters, what to do, and an example as written, or nothing."""
