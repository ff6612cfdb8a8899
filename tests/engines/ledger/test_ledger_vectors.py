"""What the web application's verifier is tested with is what this code makes."""

from tests.engines.ledger import ledger_vectors


def test_the_vectors_of_the_web_are_those_of_the_ledger() -> None:
    assert ledger_vectors.FILE.read_text(encoding="ascii") == ledger_vectors.text(), (
        "run `python -m tests.engines.ledger.ledger_vectors`"
    )
