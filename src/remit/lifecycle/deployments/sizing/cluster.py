"""How many GPUs of a cluster hold a model: the fewest of a node type, else those with the least memory that do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import ceil

from remit.lifecycle.deployments.sizing.catalogue import Instance, Model, Precision, find_instance, instances
from remit.lifecycle.deployments.sizing.fit import Fit, fit
from remit.lifecycle.deployments.sizing.prices import Price
from remit.lifecycle.deployments.sizing.size import Sizing

REGION = "the cluster"
_PRICE_SOURCE = "as REMIT_KUBERNETES_GPU_USD_PER_HOUR says"
# Memory of the pod: what the server needs beside its weights, half of which at most are in memory while they load.
_OWN_GIB = 4


@dataclass(frozen=True, slots=True)
class ClusterSizing:
    """A sizing whose instance is a pod's GPUs; `node_type` is the node that it asks for, if it asks for one."""

    sizing: Sizing
    gpus: int
    gpu: str
    node_type: str | None
    memory_gib: int
    memory_limit_gib: int


def size_on_cluster(
    model: Model,
    count: int,
    *,
    node: str | None,
    usd_per_gpu_hour: Decimal | None,
    max_context: int,
    precision: Precision | None,
    today: date,
) -> ClusterSizing:
    """Take the smallest set of GPUs that holds the model; where none does, the sizing says why."""
    options = list(_options(node))
    accounts = [(each, fit(model, each, max_context=max_context, precision=precision)) for each in options]
    chosen = next((found for found in accounts if found[1].fits), accounts[-1] if accounts else None)
    instance, account = chosen or (None, None)
    gpus = instance.gpu_count if instance else 0
    weights = account.weights_gib * gpus if account else 0.0
    price = _price(usd_per_gpu_hour, gpus, today)
    return ClusterSizing(
        sizing=Sizing(
            model=model,
            count=count,
            region=REGION,
            instance_type=_called(instance, node) if instance else None,
            fit=account,
            price=price,
            max_model_len=min(max_context, model.context_length, account.max_context) if account else 0,
            rationale=_rationale(model, account, instance, price, count, node),
            alternatives=(),
        ),
        gpus=gpus,
        gpu=(instance.gpu or "") if instance else "",
        node_type=_node_type(node),
        memory_gib=ceil(weights / 2) + _OWN_GIB,
        memory_limit_gib=ceil(weights) + 2 * _OWN_GIB,
    )


def _options(node: str | None) -> Iterator[Instance]:
    """List sets of GPUs, the smallest first: those of a node type, else those of every kind."""
    if node is not None:
        found = find_instance(node)
        kinds = [found] if found and found.gpu_count else []
    else:
        kinds = sorted((row for row in instances() if row.gpu_count), key=lambda row: row.gpu_count)
    sets = {
        (1 << power, row.gpu_mib, row.gpu): replace(row, gpu_count=1 << power)
        for row in kinds
        for power in range(row.gpu_count.bit_length())
    }
    for key in sorted(sets, key=lambda each: (each[0] * each[1], each[0], str(each[2]))):
        yield sets[key]


def _node_type(node: str | None) -> str | None:
    return node.strip().lower().removeprefix("ml.") if node else None


def _called(instance: Instance, node: str | None) -> str:
    many = f"{instance.gpu_count} GPU{'' if instance.gpu_count == 1 else 's'}"
    return f"{many} of {_node_type(node)}" if node else f"{many} of {instance.gpu_mib // 1024} GiB"


def _price(per_gpu: Decimal | None, gpus: int, today: date) -> Price | None:
    if per_gpu is None or not gpus:
        return None
    return Price(per_gpu * gpus, today, _PRICE_SOURCE, "list")


def _rationale(
    model: Model,
    account: Fit | None,
    instance: Instance | None,
    price: Price | None,
    count: int,
    node: str | None,
) -> str:
    if instance is None or account is None:
        return f"{node} is no node type with GPUs that Remit knows; an example is g5.2xlarge."
    parts = [f"{_called(instance, node)}: {model.name} in {account.precision} {account.reason}."]
    if account.kv_tokens:
        parts.append(f"It leaves room for {account.kv_tokens:,} tokens of KV cache.")
    if price is None:
        parts.append("What a GPU of the cluster costs is unknown.")
    else:
        total = (price.usd_per_hour * count).quantize(Decimal("0.01"))
        parts.append(f"{count} x ${price.usd_per_hour} = ${total} per hour, {price.source}.")
    return " ".join(parts)
