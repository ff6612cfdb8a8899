"""Members, invitations and keys from the terminal."""

import re

import httpx
from tests.server import RunningServer


def test_an_invitation_is_a_link_that_works(server: RunningServer) -> None:
    made = server.remit("members", "invite", "cli@example.com", "--role", "builder")
    assert made.returncode == 0, made.stderr
    link = made.stdout.strip()
    assert re.fullmatch(rf"{server.url}/invitations/[\w-]{{40,}}", link)
    assert "cli@example.com" in made.stderr
    token = link.rpartition("/")[2]
    told = httpx.get(f"{server.url}/api/invitations/{token}", trust_env=False).json()
    assert (told["email"], told["role"], told["state"]) == ("cli@example.com", "builder", "open")
    assert token not in server.log.read_text()


def test_what_is_no_address_is_refused(server: RunningServer) -> None:
    for command in ("add", "invite"):
        refused = server.remit("members", command, "nobody")
        assert refused.returncode == 2
        assert "is not an e-mail address" in refused.stderr


def test_roles_are_told_in_words(server: RunningServer) -> None:
    told = server.remit("members", "roles").stdout.splitlines()
    assert [line.split()[0] for line in told] == [
        "owner",
        "admin",
        "builder",
        "operator",
        "approver",
        "viewer",
    ]


def test_a_members_key_is_no_wider_than_the_member(server: RunningServer) -> None:
    assert server.remit("members", "add", "narrow@example.com", "--role", "viewer").returncode == 0
    refused = server.remit(
        "keys", "create", "--name", "x", "--role", "admin", "--member", "narrow@example.com"
    )
    assert refused.returncode == 2
    assert "no wider role" in refused.stderr
    made = server.remit("keys", "create", "--name", "x", "--member", "narrow@example.com")
    assert made.returncode == 0, made.stderr


def test_an_owner_chooses_a_password_and_comes_back(server: RunningServer) -> None:
    token = server.sign_in_link().partition("token=")[2]
    headers = {"origin": server.url}
    with httpx.Client(base_url=server.url, headers=headers, trust_env=False) as browser:
        assert browser.post("/api/sessions", json={"token": token}).status_code == 201
        chosen = browser.put("/api/session/password", json={"password": "a long enough password"})
        assert chosen.status_code == 200, chosen.text
        body = {"email": "owner@localhost", "password": "a long enough password"}
        assert browser.post("/api/sessions", json=body).json()["principal"]["role"] == "owner"
