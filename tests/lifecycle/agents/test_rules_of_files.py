"""The Rule of Two, and what of an agent file the policies see."""

from typing import Any

import pytest

from remit.controls.connections import GrantedTool, OfferedTools
from remit.controls.connections.toolboxes.offered import Box
from remit.kit.ids import new_id
from remit.lifecycle.agents.rules.facts import facts_of, granted
from remit.lifecycle.agents.rules.two import all_three
from remit.lifecycle.agents.spec import known


def offered(**approval: str) -> OfferedTools:
    """A web search that strangers write for, a database of one's own, and mail that goes out."""
    tools = {"web.search": (True, True), "sql.query": (True, False), "mail.send": (False, True)}
    boxes = []
    for use, (reads_only, egress) in tools.items():
        connection, _, name = use.partition(".")
        asked: Any = approval.get(connection, "policy")
        tool = GrantedTool(connection, name, "", {}, reads_only, egress, asked, use)
        boxes.append(Box(new_id(), connection, {}, True, None, 0, tools={name: tool}))
    return OfferedTools(boxes)


def agent(*tools: str, more: str = "") -> str:
    listed = "".join(f"\n    - {each}" for each in tools)
    return f"name: Two\ninstructions: Help.\nremit:\n  type: context{more}\n  tools:{listed}\n"


@pytest.mark.parametrize(
    ("text", "approval", "refused"),
    [
        (agent("web.search", "sql.query", "mail.send"), {}, True),
        (agent("web", "sql", "mail"), {}, True),
        (agent("web.search", "sql.query", "{use: mail.send, approval: always}"), {}, False),
        (agent("web.search", "sql.query", "mail.send"), {"mail": "always"}, False),
        (agent("web.search", "mail.send"), {}, False),
        (agent("sql.query", "mail.send"), {}, False),
        (agent("web.search", "sql.query"), {}, False),
        (agent("sql.query", "mail.send", more="\n  handles: [untrusted]"), {}, True),
        (agent("mail.send", more="\n  handles: [untrusted, sensitive]"), {}, True),
    ],
)
def test_two_dangers_pass_and_three_need_a_person(
    text: str, approval: dict[str, str], *, refused: bool
) -> None:
    tools = offered(**approval)
    source, document = known(text, None, tools)
    named = granted(document.data, tools)
    found = all_three(source, document.data, named)
    assert [each.code for each in found] == (["rule-of-two"] if refused else [])
    if refused:
        assert "mail.send" in found[0].message
        assert "approval: always" in (found[0].hint or "")
        assert found[0].path.startswith("remit.tools[")
    facts = facts_of(document.slug, document.data, named)
    assert facts["unapproved_tools"] == (
        [] if approval or "always" in text or "mail" not in text else ["mail.send"]
    )


def test_tools_that_nobody_knows_count_as_changing_something() -> None:
    _, document = known(agent("crm.guess", more="\n  handles: [untrusted, sensitive]"), None, None)
    named = granted(document.data, None)
    assert [(each.use, each.changes, each.asked) for each in named] == [("crm.guess", True, False)]
