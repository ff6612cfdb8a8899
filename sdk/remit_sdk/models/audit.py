# generated from openapi.json

from typing import Annotated, Any
from pydantic import AwareDatetime, Field
from remit_sdk.model import Model


class AuditActor(Model):
    """
    Who acted.
    """

    kind: Annotated[str, Field(title='Kind')]
    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    role: Annotated[str, Field(title='Role')]



class AuditActorFacet(Model):
    """
    Somebody who occurs, as `actor` of a search and by name.
    """

    ref: Annotated[str, Field(title='Ref')]
    name: Annotated[str, Field(title='Name')]



class AuditEntryAnswer(Model):
    """
    One entry; `leaf_hash` is hex, `payload` null when it was erased.

    `title` and `detail` say in words what happened, `subject_name` what the subject is called now, where it has a name.
    """

    id: Annotated[str, Field(title='Id')]
    seq: Annotated[int, Field(title='Seq')]
    type: Annotated[str, Field(title='Type')]
    title: Annotated[str, Field(title='Title')]
    detail: Annotated[str | None, Field(title='Detail')]
    subject: Annotated[str, Field(title='Subject')]
    subject_name: Annotated[str | None, Field(title='Subject Name')]
    time: Annotated[AwareDatetime, Field(title='Time')]
    actor: AuditActor
    correlation_id: Annotated[str, Field(title='Correlation Id')]
    leaf_hash: Annotated[str, Field(title='Leaf Hash')]
    payload: Annotated[dict[str, Any] | None, Field(title='Payload')]



class AuditPage(Model):
    """
    Entries, the newest first unless asked otherwise; `next` goes on.
    """

    items: Annotated[list[AuditEntryAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class AuditTypeFacet(Model):
    """
    A kind of entry that occurs, and its words.
    """

    type: Annotated[str, Field(title='Type')]
    title: Annotated[str, Field(title='Title')]



class CheckpointAnswer(Model):
    """
    A signed statement of what the log is, with the key that checks it.
    """

    note: Annotated[str, Field(title='Note')]
    verifier: Annotated[str, Field(title='Verifier')]



class ConsistencyAnswer(Model):
    """
    The proof that the tree of `second` entries only added to that of `first`; every hash is hex.
    """

    first: Annotated[int, Field(title='First')]
    second: Annotated[int, Field(title='Second')]
    second_root: Annotated[str, Field(title='Second Root')]
    proof: Annotated[list[str], Field(title='Proof')]



class ProvenEntry(Model):
    """
    An entry's body, exactly the text that is hashed, and its audit path, each hash in hex, the lowest first.
    """

    seq: Annotated[int, Field(title='Seq')]
    body: Annotated[str, Field(title='Body')]
    payload: Annotated[dict[str, Any] | None, Field(title='Payload')]
    path: Annotated[list[str], Field(title='Path')]



class AuditFacets(Model):
    """
    What a search may choose from; `more` when there are more actors than are listed.
    """

    types: Annotated[list[AuditTypeFacet], Field(title='Types')]
    actors: Annotated[list[AuditActorFacet], Field(title='Actors')]
    more: Annotated[bool, Field(title='More')]



class ProofsAnswer(Model):
    """
    Entries that stand in the tree that `note` (a C2SP signed note) was signed for.

    `verifier` is the public key as this server names it: compare it with the one that you were given by another way.
    """

    size: Annotated[int, Field(title='Size')]
    root: Annotated[str, Field(title='Root')]
    note: Annotated[str, Field(title='Note')]
    verifier: Annotated[str, Field(title='Verifier')]
    entries: Annotated[list[ProvenEntry], Field(title='Entries')]



class AuditEntryDetail(Model):
    """
    An entry with the proof that it stands in the log.
    """

    id: Annotated[str, Field(title='Id')]
    seq: Annotated[int, Field(title='Seq')]
    type: Annotated[str, Field(title='Type')]
    title: Annotated[str, Field(title='Title')]
    detail: Annotated[str | None, Field(title='Detail')]
    subject: Annotated[str, Field(title='Subject')]
    subject_name: Annotated[str | None, Field(title='Subject Name')]
    time: Annotated[AwareDatetime, Field(title='Time')]
    actor: AuditActor
    correlation_id: Annotated[str, Field(title='Correlation Id')]
    leaf_hash: Annotated[str, Field(title='Leaf Hash')]
    payload: Annotated[dict[str, Any] | None, Field(title='Payload')]
    proof: ProofsAnswer
