"""The quick way of writing canonical JSON writes what the ledger's own does, whatever the value."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.controls.audit.canonical import written
from remit.engines.ledger import canonical_bytes
from remit.engines.ledger.errors import NotCanonicalError

TEXT = st.text(max_size=20)
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.floats(0.0001, 1e6).map(lambda number: round(number, 3))
    | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=25,
)


@given(PLAIN)
def test_both_ways_write_the_same(value: Any) -> None:
    assert written(value) == canonical_bytes(value)


@pytest.mark.parametrize(
    "value", [2**53, float("nan"), {1: 2}, b"x", {"a": "\ud800"}, {"at": object()}, [[float("inf")]]]
)
def test_what_is_no_json_is_refused_by_both(value: Any) -> None:
    with pytest.raises(NotCanonicalError):
        written(value)
