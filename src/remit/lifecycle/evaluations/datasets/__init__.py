"""Datasets: cases with what goes in and what should come out, in versions that never change."""

from remit.lifecycle.evaluations.datasets.export import MEDIA, export
from remit.lifecycle.evaluations.datasets.keeping import (
    LONGEST_SLUG,
    SLUG,
    Edit,
    archive,
    create,
    describe,
    edit,
    find,
    numbered,
    page,
    place_of,
    restore,
)
from remit.lifecycle.evaluations.datasets.reading import (
    LARGEST_CASE,
    LARGEST_FILE,
    MOST_CASES,
    Format,
    Given,
    checked,
    read_cases,
)

__all__ = [
    "LARGEST_CASE",
    "LARGEST_FILE",
    "LONGEST_SLUG",
    "MEDIA",
    "MOST_CASES",
    "SLUG",
    "Edit",
    "Format",
    "Given",
    "archive",
    "checked",
    "create",
    "describe",
    "edit",
    "export",
    "find",
    "numbered",
    "page",
    "place_of",
    "read_cases",
    "restore",
]
