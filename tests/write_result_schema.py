"""Writes `docs/result-1.schema.json` from the shape in the code: `python -m tests.write_result_schema`."""

from __future__ import annotations

import json

from planlint.reports import _result1
from tests.conftest import ROOT

if __name__ == "__main__":
    text = json.dumps(_result1.schema(), indent=2, ensure_ascii=False) + "\n"
    (ROOT / "docs" / "result-1.schema.json").write_text(text, encoding="utf-8")
