"""What all models of the API share."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A model that is built when it is first used: there are hundreds, and a command uses a few."""

    model_config = ConfigDict(defer_build=True)
