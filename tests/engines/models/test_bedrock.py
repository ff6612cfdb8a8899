"""What Amazon's library would send: it sends its own keys by TLS alone, so the request is caught before it leaves."""

from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from remit.engines.models import (
    Connection,
)
from remit.engines.models.bedrock import client
from remit.kit.resilience import (
    Resilience,
)

PAIR = "AKIAEXAMPLEEXAMPLE12:abcdefghijklmnopqrstuvwxyz/ABCDEFGHIJ0123456"


class _Raw:
    def stream(self, **_: Any) -> list[bytes]:
        return [b"{}"]


@pytest.mark.parametrize(
    ("secret", "begins"),
    [
        ("ABSKexample-key-of-bedrock", "Bearer ABSKexample-key-of-bedrock"),
        (PAIR, "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLEEXAMPLE12/"),
    ],
)
def test_only_the_secret_that_was_given_is_used(
    monkeypatch: pytest.MonkeyPatch, secret: str, begins: str
) -> None:
    """Nothing that the machine has in its environment may pass for an organisation's own."""
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "of-the-machine")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAMACHINE000000000")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-the-machine-too")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    sent: list[AWSPreparedRequest] = []

    def caught(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        sent.append(request)
        return AWSResponse(request.url, 503, HTTPHeaders(), _Raw())

    made = client(Connection("bedrock", "m", api_key=secret, region="eu-central-1"), Resilience())
    made.meta.events.register("before-send.bedrock-runtime", caught)
    with pytest.raises(made.exceptions.ClientError):
        made.converse(modelId="m", messages=[{"role": "user", "content": [{"text": "?"}]}])
    assert len(sent) == 1
    assert sent[0].url == "https://bedrock-runtime.eu-central-1.amazonaws.com/model/m/converse"
    header = sent[0].headers["Authorization"]
    assert (header.decode() if isinstance(header, bytes) else header).startswith(begins)
