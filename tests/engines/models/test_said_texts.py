"""All that stands as text in a request is looked at, and changed where it must not pass."""

from remit.engines.models import Inputs, Prompt, Turn, reworded, texts_of

CALL = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"at": "SECRET"}'}}

TOOL = {"name": "x", "description": "SECRET 4", "parameters": {"SECRET": {"enum": ["SECRET"]}}}


def test_nothing_is_left_as_it_was() -> None:
    prompt = Prompt(
        messages=[
            Turn("system", "SECRET 1"),
            Turn(
                "user",
                [{"type": "text", "text": "SECRET 2"}, {"type": "image_url", "image_url": {"url": "data:x"}}],
            ),
            Turn("assistant", None, tool_calls=[CALL]),
            Turn("tool", "SECRET 3", tool_call_id="c1"),
        ],
        tools=[{"type": "function", "function": TOOL}],
        response_format={"type": "json_schema", "json_schema": {"schema": {"description": "SECRET 5"}}},
    )  # fmt: skip
    assert sum(text.count("SECRET") for text in texts_of(prompt)) == 8
    changed = reworded(prompt, lambda text: text.replace("SECRET", "[gone]"))
    assert isinstance(changed, Prompt)
    assert "SECRET" not in repr(changed)
    assert repr(changed).count("[gone]") == 8
    assert repr(prompt).count("SECRET") == 8
    assert changed.messages[1].content == [
        {"type": "text", "text": "[gone] 2"},
        {"type": "image_url", "image_url": {"url": "data:x"}},
    ]


def test_what_is_embedded_is_changed_where_it_can_be_read() -> None:
    for given, left in (
        ("SECRET", "-"),
        (["a", "SECRET"], ["a", "-"]),
        ([1, 2], [1, 2]),
        ([[1], [2]], [[1], [2]]),
    ):
        changed = reworded(Inputs(input=given), lambda text: text.replace("SECRET", "-"))
        assert isinstance(changed, Inputs)
        assert changed.input == left
