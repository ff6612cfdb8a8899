"""Slack and Teams as toolboxes: what is posted, where it may go, and that the webhook stays secret."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.engines.tools.places import LAPTOP, Recorder, answered, guard
from tests.stubs.openai_server import serving

from remit.engines.tools import Slack, Teams, Toolbox, ToolboxError, open_toolbox
from remit.kit.addresses import Reach
from remit.kit.errors import Malformed
from remit.kit.outbound import Outbound

PATH = "/services/T000/B000/verysecretpart"
OPEN = Outbound(Reach())
MESSAGE = {
    "text": "<!channel> 3 > 2 & more",
    "title": "Deployed",
    "facts": [{"name": "Version", "value": "7"}, {"name": "Who", "value": "<@U1>"}],
}


@pytest.fixture
def server() -> Recorder:
    return Recorder([answered(200, "ok", "text/html")])


@pytest.fixture
def url(server: Recorder) -> Iterator[str]:
    with serving(server) as address:
        yield f"{address}{PATH}"


def slack(url: str, outbound: Outbound = LAPTOP) -> Toolbox:
    return open_toolbox(Slack(channel="#ops"), url, outbound, guard())


async def test_slack_gets_blocks_in_which_nobody_is_called(server: Recorder, url: str) -> None:
    box = slack(url)
    (tool,) = await box.tools()
    assert tool.description == "Posts a message to the Slack channel #ops."
    assert (tool.reads_only, tool.egress) == (False, True)
    assert (await box.use("post_message", MESSAGE, key="k")).text == "Posted to #ops."
    sent = server.asked[0].json
    assert sent["text"] == "Deployed"
    assert sent["blocks"] == [
        {"type": "header", "text": {"type": "plain_text", "text": "Deployed"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "&lt;!channel&gt; 3 &gt; 2 &amp; more"}},
        {
            "type": "section",
            "fields": [
                {"type": "mrkdwn", "text": "*Version*\n7"},
                {"type": "mrkdwn", "text": "*Who*\n&lt;@U1&gt;"},
            ],
        },
    ]
    assert server.asked[0].target == PATH
    with pytest.raises(ToolboxError, match="At /text"):
        await box.use("post_message", {"text": "x" * 3001}, key="k")
    with pytest.raises(ToolboxError, match="no tool"):
        await box.use("delete_channel", {}, key="k")
    await box.close()


async def test_teams_gets_an_adaptive_card(server: Recorder, url: str) -> None:
    server.answers = [answered(202)]
    box = open_toolbox(Teams(), f"{url}?sig=abc&sp=%2Ftriggers", LAPTOP, guard())
    assert (await box.use("post_message", MESSAGE, key="k")).text == "Posted to Teams."
    (attached,) = server.asked[0].json["attachments"]
    assert attached["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attached["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert [each["type"] for each in card["body"]] == ["TextBlock", "TextBlock", "FactSet"]
    assert card["body"][2]["facts"][0] == {"title": "Version", "value": "7"}
    assert server.asked[0].target == f"{PATH}?sig=abc&sp=%2Ftriggers"
    await box.close()


@pytest.mark.parametrize(
    ("setup", "url"),
    [
        (Slack(), "https://hooks.slack.com/services/T/B/x"),
        (
            Teams(),
            "https://prod-1.westeurope.logic.azure.com:443/workflows/x/triggers/manual/paths/invoke?sig=y",
        ),
        (Teams(), "https://default1.2.environment.api.powerplatform.com/powerautomate/x?sig=y"),
    ],
)
async def test_webhooks_of_the_right_kind_are_taken(setup: Any, url: str) -> None:
    await open_toolbox(setup, f" {url}\n", OPEN, guard()).close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.slack.com/services/x",
        "http://hooks.slack.com/services/x",
        "https://hooks.slack.com:8443/services/x",
        "https://hooks.slack.com.evil.example/services/x",
        "https://hooks.slack.com@evil.example/services/x",
        "https://evil.example/hooks.slack.com",
        "https://evilhooks.slack.com/services/x",
        "https://127.0.0.1/services/x",
        "https://169.254.169.254/latest",
        "https://hooks.slack.com/a b",
        "https://[::1/x",
        "https://hooks.slack.com/" + "x" * 3000,
    ],
)
async def test_other_addresses_are_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(Malformed) as caught:
        slack(url, OPEN)
    assert "services" not in caught.value.detail
    assert "evil" not in caught.value.detail


async def test_what_goes_wrong_is_said_and_the_webhook_is_not(server: Recorder, url: str) -> None:
    box = slack(url)
    server.answers = [answered(404, f"no_service {url}", "text/plain")]
    used = await box.use("post_message", {"text": "x"}, key="k")
    assert used.failed
    assert used.text == "Status 404: no_service [secret]"
    probed = await box.probe()
    assert not probed.ok
    assert "status 404" in probed.said
    assert "new webhook" in probed.hint
    server.answers = [answered(429, "rate_limited", retry_after="0"), answered(200, "ok")]
    assert not (await box.use("post_message", {"text": "x"}, key="k")).failed
    server.asked.clear()
    server.answers = [answered(502, "bad gateway", "text/plain")]
    assert (await box.use("post_message", {"text": "x"}, key="k")).failed
    assert len(server.asked) == 1  # it may have been posted
    server.answers = [answered(200, "ok")]
    probed = await box.probe()
    assert probed.ok
    assert "test" in server.asked[-1].json["text"]
    await box.close()
    gone = slack(f"http://127.0.0.1:9{PATH}")
    with pytest.raises(ToolboxError) as caught:
        await gone.use("post_message", {"text": "x"}, key="k")
    for text in (repr(gone), repr(box), str(caught.value), caught.value.said, used.text, probed.said):
        assert "verysecretpart" not in text
    await gone.close()
