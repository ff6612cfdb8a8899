"""Figures for Prometheus: what a scrape reads is what was counted, and labels stay few."""

import threading
from decimal import Decimal

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from remit.kit.telemetry import Meters


def scraped(meters: Meters) -> dict[str, float]:
    """Read everything as Prometheus does: `name{label="value"}` with sorted labels to its value."""
    registry = CollectorRegistry()
    registry.register(meters)
    text = generate_latest(registry).decode()
    return {
        f"{sample.name}{{{','.join(f'{k}={v}' for k, v in sorted(sample.labels.items()))}}}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_call_is_counted_with_all_it_used() -> None:
    meters = Meters()
    meters.call_began()
    for seconds in (0.3, 0.5):
        meters.record_call(
            "answered",
            "prod",
            "openai",
            "gpt-5-mini",
            seconds,
            first_token_seconds=0.05,
            input_tokens=100,
            output_tokens=20,
            cost_usd=Decimal("0.0015"),
        )
    meters.record_call("failed", "prod", "openai", "gpt-5-mini", 100.0, input_tokens=7)
    read = scraped(meters)
    where = "environment=prod,model=gpt-5-mini"
    assert read[f"remit_calls_total{{{where},outcome=answered,provider=openai}}"] == 2
    assert read[f"remit_calls_total{{{where},outcome=failed,provider=openai}}"] == 1
    assert read[f"remit_tokens_total{{direction=input,{where},provider=openai}}"] == 207
    assert read[f"remit_tokens_total{{direction=output,{where},provider=openai}}"] == 40
    assert read[f"remit_cost_usd_total{{{where},provider=openai}}"] == 0.003
    assert read[f"remit_unpriced_calls_total{{{where},provider=openai}}"] == 1
    assert read["remit_call_seconds_bucket{environment=prod,le=0.32,model=gpt-5-mini,provider=openai}"] == 1
    assert read["remit_call_seconds_bucket{environment=prod,le=81.92,model=gpt-5-mini,provider=openai}"] == 2
    assert read["remit_call_seconds_bucket{environment=prod,le=+Inf,model=gpt-5-mini,provider=openai}"] == 3
    assert read[f"remit_call_seconds_sum{{{where},provider=openai}}"] == 100.8
    assert read[f"remit_first_token_seconds_count{{{where},provider=openai}}"] == 2
    assert read["remit_calls_in_flight{}"] == 1
    meters.call_ended()
    assert scraped(meters)["remit_calls_in_flight{}"] == 0


def test_a_refusal_is_counted_by_its_reason_and_takes_no_time() -> None:
    meters = Meters()
    meters.record_call("refused", "prod", "openai", "m", 0.001, reason="budget-spent")
    meters.record_call("refused", "prod", "openai", "m", 0.001, reason="budget-spent")
    meters.record_refusal("unauthenticated")
    read = scraped(meters)
    assert read["remit_call_refusals_total{reason=budget-spent}"] == 2
    assert read["remit_call_refusals_total{reason=unauthenticated}"] == 1
    assert read["remit_calls_total{environment=prod,model=m,outcome=refused,provider=openai}"] == 2
    assert "remit_call_seconds_count{environment=prod,model=m,provider=openai}" not in read
    assert read["remit_unpriced_calls_total{environment=prod,model=m,provider=openai}"] == 0


def test_labels_have_a_limited_number_of_values() -> None:
    meters = Meters()
    for number in range(1000):
        meters.record_call("answered", "prod", "openai", f"model-{number}", 0.1)
    for number in range(300):
        meters.record_call("answered", f"e{number}", f"p{number}", "model-0", 0.1)
        meters.record_call("refused", "prod", "openai", "model-0", 0, reason=f"reason-{number}")
        meters.record_request(f"METHOD{number}", f"/route-{number}", 200, 0.1)
    for number in range(1000):
        meters.record_request("GET", f"/route-{number}", 200, 0.1)
    read = scraped(meters)
    models = [name for name in read if name.startswith("remit_cost_usd_total{environment=prod")]
    assert len(models) == 201
    assert read["remit_calls_total{environment=prod,model=other,outcome=answered,provider=openai}"] == 800
    assert sum(count for name, count in read.items() if name.startswith("remit_calls_total")) == 1600
    assert len([name for name in read if name.startswith("remit_call_refusals_total")]) <= 101
    routes = {name.split("route=")[1] for name in read if name.startswith("remit_http_requests_total")}
    assert len(routes) <= 501
    methods = {
        name.split("method=")[1].split(",")[0] for name in read if name.startswith("remit_http_requests")
    }
    assert methods == {"other", "GET"}


def test_label_values_of_any_kind_make_a_page_that_can_be_read() -> None:
    meters = Meters()
    for model in ('a"b', "a\\b", "a\nb", "", "é😀", "x" * 100_000, "a}b{c=d"):
        meters.record_call("answered", "prod", "openai", model, 0.1, cost_usd=Decimal(0))
    registry = CollectorRegistry()
    registry.register(meters)
    text = generate_latest(registry).decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    read = {sample.labels["model"] for sample in families["remit_calls"].samples}
    assert read == {'a"b', "a\\b", "a\nb", "", "é😀", "x" * 100, "a}b{c=d"}


def test_nothing_is_lost_when_several_threads_count() -> None:
    meters = Meters()

    def count() -> None:
        for _ in range(5000):
            meters.call_began()
            meters.record_call("answered", "dev", "demo", "demo", 0.1, input_tokens=1, cost_usd=Decimal(1))
            meters.call_ended()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    read = scraped(meters)
    assert read["remit_calls_total{environment=dev,model=demo,outcome=answered,provider=demo}"] == 20_000
    assert read["remit_tokens_total{direction=input,environment=dev,model=demo,provider=demo}"] == 20_000
    assert read["remit_calls_in_flight{}"] == 0
