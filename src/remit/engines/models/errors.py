"""What can be wrong with the name of a model, with the choice of a provider, or with reaching it now."""

from remit.kit.errors import Malformed, Unavailable


class ModelNotServed(Malformed):
    """Nobody serves a model of that name; the detail says what is served and how to connect more."""

    type = "model-not-served"
    title = "Nobody serves this model"


class ProviderNotReady(Unavailable):
    """The provider that the settings ask for cannot be used."""

    type = "model-provider-not-ready"
    title = "The model provider is not ready"
