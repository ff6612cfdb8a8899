"""`remit aliases`: what it says, and what it refuses."""

from tests.server import RunningServer


def test_it_says_what_to_do(server: RunningServer) -> None:
    key = server.key("admin", "aliases-cli")
    assert (
        "No aliases yet: `remit aliases set gpt-4o support --env prod`"
        in server.remit("aliases", "list", key=key).stderr
    )
    for arguments, words in (
        (("aliases", "set", "gpt-4o", "nobody", "--env", "prod"), "Nothing is deployed of an agent"),
        (("aliases", "set", "gpt-4o", "nobody"), "Name an agent with --env"),
        (("aliases", "set", "gpt-4o", "dep_x", "--env", "prod"), "without it"),
        (("aliases", "remove", "gpt-4o"), "There is no alias"),
    ):
        done = server.remit(*arguments, key=key)
        assert (done.returncode, words in done.stderr) == (2, True), (arguments, done.stderr)
