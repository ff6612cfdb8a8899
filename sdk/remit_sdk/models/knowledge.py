# generated from openapi.json

from typing import Annotated
from pydantic import Field
from remit_sdk.model import Model


class DocumentAnswer(Model):
    """
    A document with its text in Markdown.
    """

    slug: Annotated[str, Field(title='Slug')]
    title: Annotated[str, Field(title='Title')]
    kind: Annotated[str, Field(title='Kind')]
    url: Annotated[str, Field(title='Url')]
    body: Annotated[str, Field(title='Body')]



class DocumentSummary(Model):
    """
    A document in a list.
    """

    slug: Annotated[str, Field(title='Slug')]
    title: Annotated[str, Field(title='Title')]
    kind: Annotated[str, Field(title='Kind')]
    url: Annotated[str, Field(title='Url')]



class DocumentList(Model):
    """
    All documents by title; a library is small enough for one page.
    """

    items: Annotated[list[DocumentSummary], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]
