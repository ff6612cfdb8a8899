"""Sizes, prices and names: which instance holds a model, what it costs and what it is called."""

from remit.lifecycle.deployments.sizing.catalogue import (
    Ambiguous,
    Instance,
    Modality,
    Model,
    Precision,
    Unknown,
    family_default,
    find_instance,
    find_model,
    get_model,
    instances,
    matches,
    models,
    near_instances,
    regions,
    written_out,
)
from remit.lifecycle.deployments.sizing.cluster import ClusterSizing, size_on_cluster
from remit.lifecycle.deployments.sizing.fit import Fit, fit, tensor_parallel
from remit.lifecycle.deployments.sizing.functions import FunctionPrice, function_price
from remit.lifecycle.deployments.sizing.names import endpoint_name, slug
from remit.lifecycle.deployments.sizing.prices import FRESH_DAYS, Price, price, prices_as_of
from remit.lifecycle.deployments.sizing.size import Alternative, Sizing, size
from remit.lifecycle.deployments.sizing.words import model_words

__all__ = [
    "FRESH_DAYS",
    "Alternative",
    "Ambiguous",
    "ClusterSizing",
    "Fit",
    "FunctionPrice",
    "Instance",
    "Modality",
    "Model",
    "Precision",
    "Price",
    "Sizing",
    "Unknown",
    "endpoint_name",
    "family_default",
    "find_instance",
    "find_model",
    "fit",
    "function_price",
    "get_model",
    "instances",
    "matches",
    "model_words",
    "models",
    "near_instances",
    "price",
    "prices_as_of",
    "regions",
    "size",
    "size_on_cluster",
    "slug",
    "tensor_parallel",
    "written_out",
]
