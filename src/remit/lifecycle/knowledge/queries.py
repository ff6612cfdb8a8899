"""Every read of documents."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import TSQUERY

from remit.kit.database import Session
from remit.lifecycle.knowledge.tables import Chunk, Document


async def digests(session: Session) -> dict[str, str]:
    """Map each document's slug to the digest of its text."""
    rows = await session.execute(select(Document.slug, Document.digest))
    return {row.slug: row.digest for row in rows}


async def document(session: Session, slug: str) -> Document | None:
    """Find a document."""
    return (await session.scalars(select(Document).where(Document.slug == slug))).one_or_none()


async def documents(session: Session) -> Sequence[Document]:
    """List the documents by title."""
    return (await session.scalars(select(Document).order_by(Document.title))).all()


async def remove(session: Session, slugs: set[str]) -> None:
    """Remove documents with their chunks."""
    await session.execute(delete(Document).where(Document.slug.in_(slugs)))


async def lock(session: Session) -> None:
    """Let one process at a time load the organisation's library; until the transaction ends."""
    await session.execute(
        text("select pg_advisory_xact_lock(hashtextextended(current_setting('remit.org'), 71))")
    )


async def search(session: Session, words: Sequence[str], *, limit: int) -> Sequence[Any]:
    """Find chunks with any of the words: rows of (slug, title, heading, text, rank), best first.

    The rank is PostgreSQL's cover density over the heading (weight A) and text (weight B), between 0 and 1.
    """
    query = func.to_tsquery("english", " | ".join(words), type_=TSQUERY)
    rank = func.ts_rank_cd(Chunk.search, query, 32)
    found = (
        select(
            Document.slug,
            Document.title,
            Chunk.heading,
            Chunk.text,
            rank.label("rank"),
        )
        .join(Document, (Document.org_id == Chunk.org_id) & (Document.id == Chunk.document_id))
        .where(Chunk.search.op("@@")(query))
        .order_by(rank.desc(), Document.slug, Chunk.position)
        .limit(limit)
    )
    return (await session.execute(found)).all()
