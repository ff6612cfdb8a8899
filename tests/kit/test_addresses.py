"""Where requests of ours may go: every way of writing a forbidden address is refused."""

from typing import Any

import pytest

from remit.kit.addresses import AddressRefused, Reach, base_url
from remit.kit.errors import Malformed, Unavailable
from remit.kit.settings import Settings

PUBLIC = Reach()
LAPTOP = Reach(loopback=True)
EVERYTHING = Reach(loopback=True, everything=True)

# Each leads to this machine, a private network, or a cloud's metadata, and each is written another way.
HOSTILE = [
    "http://127.0.0.1/v1", "http://localhost:11434/v1", "http://LOCALHOST./v1", "http://api.localhost/v1",
    "http://2130706433/v1", "http://0x7f000001/v1", "http://0177.0.0.1/v1", "http://127.1/v1", "http://0x7f.1/v1",
    "http://[::1]/v1", "http://[::ffff:127.0.0.1]/v1", "http://[::ffff:7f00:1]/v1", "http://[::127.0.0.1]/v1",
    "http://[64:ff9b::7f00:1]/v1", "http://[2002:7f00:1::]/v1", "http://10.0.0.1/v1", "http://172.16.5.4/v1",
    "http://192.168.1.1/v1", "http://100.64.0.1/v1", "http://[fc00::1]/v1", "http://198.18.0.1/v1",
]  # fmt: skip
# Nobody may ask for these, whatever is allowed.
NEVER = [
    "http://169.254.169.254/latest/meta-data", "http://2852039166/latest", "http://0xa9fea9fe/", "http://0251.0376.0251.0376/",
    "http://[::ffff:169.254.169.254]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[64:ff9b:1::a9fe:a9fe]/", "http://[64:ff9b:1:ffff::1]/",
    "http://[fd00:ec2::254]/", "http://[fe80::1]/",
    "http://100.100.100.200/", "http://168.63.129.16/", "http://192.0.0.192/", "http://0.0.0.0/",
    "http://0/", "http://[::]/", "http://224.0.0.1/", "http://[ff02::1]/", "http://255.255.255.255/", "http://[fec0::1]/",
]  # fmt: skip
NONSENSE = [
    "", "models.example.com/v1", "//example.com", "ftp://example.com", "file:///etc/passwd", "gopher://127.0.0.1:6379/_x",
    "javascript:alert(1)", "http://", "http:///v1", "http://user:pass@example.com", "http://example.com@127.0.0.1/",
    "http://example.com/v1?key=1", "http://example.com/v1#x", "http://example.com/v1?", "http://example.com\\@127.0.0.1/",
    "http://example.com /v1", "http://exa\nmple.com/v1", "http://example.com/\r\nHost: x", "http://example.com:0/",
    "http://example.com:70000/", "http://example.com:x/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://ex\x00.com",
    "http://[::1/v1", "http://[fe80::1%25eth0]/", "http://127.0.0%2e1/", "http://" + "a" * 2000,
]  # fmt: skip


@pytest.mark.parametrize("url", HOSTILE)
def test_this_machine_and_private_networks_are_refused_however_they_are_written(url: str) -> None:
    with pytest.raises(AddressRefused, match="REMIT_ALLOW_PRIVATE_HOSTS"):
        base_url(url, PUBLIC)
    assert base_url(url, EVERYTHING) == url


@pytest.mark.parametrize("url", NEVER)
@pytest.mark.parametrize("reach", [PUBLIC, LAPTOP, EVERYTHING, Reach(hosts=frozenset({"169.254.169.254"}))])
def test_metadata_and_link_local_are_refused_whatever_is_allowed(url: str, reach: Reach) -> None:
    with pytest.raises(AddressRefused, match="never goes to"):
        base_url(url, reach)


@pytest.mark.parametrize("url", NONSENSE, ids=repr)
def test_what_is_no_address_is_said_so(url: str) -> None:
    with pytest.raises(Malformed):
        base_url(url, EVERYTHING)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com/v1",
        "http://1.1.1.1:8000/v1",
        "https://[2606:4700:4700::1111]/v1",
        "https://xn--bcher-kva.example/v1",
        "https://models.example.com/a/b%20c/v1",
    ],
)
def test_public_addresses_pass_and_lose_their_last_slash(url: str) -> None:
    assert base_url(f"{url}/", PUBLIC) == url


def test_a_name_that_is_not_looked_up_yet_passes() -> None:
    assert base_url("http://metadata.google.internal/v1", PUBLIC) == "http://metadata.google.internal/v1"


def reach(**settings: Any) -> Reach:
    return Reach.of(Settings(**settings))


def test_a_laptop_reaches_its_own_models_and_a_shared_server_does_not() -> None:
    assert reach() == LAPTOP
    assert reach(host="::1") == LAPTOP
    assert reach(host="0.0.0.0") == PUBLIC
    assert reach(host="10.1.2.3") == PUBLIC
    assert reach(public_url="https://remit.example.com") == PUBLIC
    assert reach(public_url="http://localhost:8700") == LAPTOP


def test_who_runs_remit_may_say_otherwise() -> None:
    assert reach(allow_private_hosts="none") == PUBLIC
    assert reach(allow_private_hosts="ALL", host="0.0.0.0") == EVERYTHING
    listed = reach(allow_private_hosts=" Ollama.internal, 10.0.0.0/8 ,127.0.0.1", host="0.0.0.0")
    listed.judge("ollama.internal", "192.168.7.7")
    listed.judge("anything", "10.200.0.1")
    listed.judge("localhost", "127.0.0.1")
    for host, address in (("other.internal", "192.168.7.7"), ("localhost", "127.0.0.2"), ("x", "fd00::1")):
        with pytest.raises(AddressRefused):
            listed.judge(host, address)
    with pytest.raises(AddressRefused):
        listed.judge("ollama.internal", "169.254.169.254")


@pytest.mark.parametrize("said", ["10.0.0.0/99", "a b", "::zz"])
def test_a_setting_that_makes_no_sense_stops_the_start(said: str) -> None:
    with pytest.raises(Unavailable, match="REMIT_ALLOW_PRIVATE_HOSTS holds"):
        reach(allow_private_hosts=said)


@pytest.mark.parametrize(
    ("said", "own", "others"),
    [
        (
            "auto",
            ["localhost", "127.0.0.1", "::1"],
            ["10.0.0.1", "hooks.example.com", "8.8.8.8", "169.254.169.254"],
        ),
        ("none", [], ["localhost", "127.0.0.1"]),
        (
            "mail.internal, 10.0.0.0/8",
            ["mail.internal", "10.1.2.3"],
            ["localhost", "11.0.0.1", "x.mail.internal"],
        ),
        ("all", ["anything.example", "127.0.0.1"], []),
    ],
)
def test_hosts_of_whoever_runs_remit(said: str, own: list[str], others: list[str]) -> None:
    reach = Reach.of(Settings(allow_private_hosts=said, host="127.0.0.1", public_url=""))
    assert [each for each in (*own, *others) if reach.is_own(each)] == own
