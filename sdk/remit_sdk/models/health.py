# generated from openapi.json

from typing import Annotated
from pydantic import Field
from remit_sdk.model import Model


class Health(Model):
    """
    Whether this process is well, and its version.
    """

    status: Annotated[str, Field(title='Status')]
    version: Annotated[str, Field(title='Version')]
