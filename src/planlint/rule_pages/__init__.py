"""Pages about a pack: one for each rule, one for each kind of submission, and an index. Markdown or HTML."""

from planlint.rule_pages.write import FORMATS, INDEX, pages

__all__ = ["FORMATS", "INDEX", "pages"]
