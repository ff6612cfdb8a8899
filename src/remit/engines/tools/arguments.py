"""Checking arguments against a tool's schema, before anything is sent.

Schemas may come from strangers: references to elsewhere are never fetched, and a pattern may only work so long.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import jsonschema_rs

from remit.engines.tools.errors import ToolboxError

_BACKTRACKS = 20_000
_MOST_SAID = 5
_LONGEST_SAID = 300


class Checker:
    """Checks the arguments of one tool; a schema that cannot be read lets all pass, and is not `usable`."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema

    @cached_property
    def _validator(self) -> jsonschema_rs.Validator | None:
        """Made when it is needed: a document may have hundreds of operations, of which few are used."""
        try:
            return jsonschema_rs.Draft202012Validator(
                dict(self._schema),
                offline=True,
                pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS),
            )
        except (ValueError, TypeError, RecursionError, jsonschema_rs.ReferencingError):
            return None

    @property
    def usable(self) -> bool:
        """Say whether the schema can be read."""
        return self._validator is not None

    def check(self, tool: str, arguments: Mapping[str, Any]) -> None:
        """Raise `ToolboxError`, which says where the arguments are wrong."""
        if self._validator is None:
            return
        try:
            wrong = []
            for error in self._validator.iter_errors(dict(arguments)):
                wrong.append(_said(error))
                if len(wrong) == _MOST_SAID:
                    break
        except (ValueError, TypeError, RecursionError, OverflowError) as error:
            raise ToolboxError(
                f"{tool} was not used: its arguments are no JSON object.", reached=False
            ) from error
        if wrong:
            raise ToolboxError(
                f"{tool} was not used, since its arguments are wrong. {' '.join(wrong)}", reached=False
            )


def _said(error: jsonschema_rs.ValidationError) -> str:
    place = "/" + "/".join(str(part) for part in error.instance_path)
    where = f"At {place}: " if error.instance_path else ""
    return f"{where}{error.message[:_LONGEST_SAID]}."
