"""Writing a dataset as a file that can be read again."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from remit.engines.scoring import written
from remit.lifecycle.evaluations.datasets.reading import Format
from remit.lifecycle.evaluations.tables import DatasetCase

MEDIA = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8", "yaml": "application/yaml"}
_COLUMNS = ("name", "input", "expected", "tags", "metadata", "answers")


def export(cases: Sequence[DatasetCase], format: Format) -> str:
    """Write cases as a file."""
    rows = [_row(case) for case in cases]
    if format == "jsonl":
        return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    if format == "yaml":
        text: str = yaml.safe_dump(rows, sort_keys=False, allow_unicode=True, width=100)
        return text
    return _table(rows)


def _row(case: DatasetCase) -> dict[str, Any]:
    """Leave out what is empty, so that the file says no more than it must."""
    row = {
        "name": case.name,
        "input": case.input,
        "expected": case.expected,
        "tags": case.tags,
        "metadata": case.metadata_,
        "answers": case.answers,
    }
    return {name: value for name, value in row.items() if name == "input" or value not in (None, "", [], {})}


def _table(rows: Sequence[dict[str, Any]]) -> str:
    columns = [name for name in _COLUMNS if any(name in row for row in rows)]
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, columns, lineterminator="\n")
    table.writeheader()
    table.writerows({name: "".join(_cell(name, row)) for name in columns} for row in rows)
    return out.getvalue()


def _cell(name: str, row: dict[str, Any]) -> Iterator[str]:
    if name in row:
        value = row[name]
        yield ",".join(value) if name == "tags" else written(value)
