"""Which addresses a request of ours may go to, so that nobody can make Remit reach what only this machine can.

Public addresses always; addresses of a private network, and of this machine, only where whoever runs Remit says so;
link-local, metadata, multicast and unspecified addresses never. The decision: docs/decisions/0008.
"""

import socket
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self
from urllib.parse import urlsplit

from remit.kit.errors import Malformed, Unavailable
from remit.kit.settings import Settings

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_SETTING = "REMIT_ALLOW_PRIVATE_HOSTS"
_LONGEST = 2000
# What was sent is not repeated: people paste keys into the wrong field.
_NO_ADDRESS = "This is no address of an API: write it like https://models.example.com/v1."
_LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}
# Where clouds hand credentials to whoever asks from inside; several of these pass as public or private addresses.
_METADATA = tuple(
    ip_network(each)
    for each in ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::/32", "fd20:ce::254")
)
# IPv6 addresses that lead to the IPv4 address in their last 32 bits.
_CARRIES_IPV4 = tuple(ip_network(each) for each in ("::/96", "::ffff:0:0/96", "64:ff9b::/96"))
# Each network puts an IPv4 address elsewhere in these (RFC 8215), so where they lead is not to be told.
_TRANSLATED = IPv6Network("64:ff9b:1::/48")


class AddressRefused(Malformed):
    """A request would go where Remit does not go; nothing was sent."""

    type = "address-refused"
    title = "Remit does not go to this address"


@dataclass(frozen=True)
class Reach:
    """The private addresses that may be reached besides all public ones."""

    loopback: bool = False
    everything: bool = False
    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read the settings; `auto` reaches this machine when nobody else can reach this Remit.

        Raises `Unavailable` when an entry is neither a name, an address nor a network.
        """
        said = settings.allow_private_hosts.strip().lower()
        if said == "auto":
            public = urlsplit(settings.public_url).hostname if settings.public_url else settings.host
            names = {settings.host, public}
            return cls(loopback=names <= _LOOPBACK_NAMES)
        if said in ("", "none"):
            return cls()
        if said == "all":
            return cls(loopback=True, everything=True)
        entries = [entry.strip() for entry in said.split(",") if entry.strip()]
        networks = tuple(found for entry in entries if (found := _network(entry)) is not None)
        return cls(hosts=frozenset(entry.rstrip(".") for entry in entries), networks=networks)

    def judge(self, host: str, address: str) -> None:
        """Let an address pass that a host's name stands for; `AddressRefused` with what to do otherwise."""
        for each in _meant(ip_address(address.partition("%")[0])):
            if _never(each):
                raise AddressRefused(
                    f"{host} is an address that Remit never goes to: link-local, metadata, multicast or unspecified."
                )
            if not each.is_global and not self._allowed(host, each):
                where = "on this machine" if each.is_loopback else "in a private network"
                raise AddressRefused(
                    f"{host} is {where}. Whoever runs Remit can allow it with {_SETTING}={host}."
                )

    def is_own(self, host: str) -> bool:
        """Say whether whoever runs Remit counts a host among their own, by its name or as an address."""
        if self.everything or host in self.hosts or (self.loopback and host in _LOOPBACK_NAMES):
            return True
        found = [ip_address(number) for number in _as_numbers(host)]
        return bool(found) and all(not each.is_global and self._allowed(host, each) for each in found)

    def _allowed(self, host: str, address: Address) -> bool:
        if self.everything or (address.is_loopback and self.loopback) or host in self.hosts:
            return True
        return any(address in network for network in self.networks)


def _network(entry: str) -> Network | None:
    """Read an address or a network; none for a name."""
    try:
        return ip_network(entry, strict=False)
    except ValueError as error:
        if "/" in entry or " " in entry or ":" in entry:
            raise Unavailable(
                f"{_SETTING} holds {entry!r}: write names, addresses or networks such as 10.0.0.0/8, with commas"
                " between them; or auto, none or all."
            ) from error
        return None


def _meant(address: Address) -> list[Address]:
    """List an address with the IPv4 addresses that packets to it end at."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    inner = [address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _CARRIES_IPV4) and int(address) > 1:
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [address, *(each for each in inner if each is not None)]


def _never(address: Address) -> bool:
    wild = address.is_link_local or address.is_multicast or address.is_unspecified
    if isinstance(address, IPv4Address):
        wild = wild or address in IPv4Network("0.0.0.0/8") or address == IPv4Address("255.255.255.255")
    else:
        wild = wild or address.is_site_local or address in _TRANSLATED
    return wild or any(address in network for network in _METADATA)


def base_url(text: str, reach: Reach) -> str:
    """Check the address of an HTTP API as a person writes it, without asking anybody; return it without a last slash.

    Raises `Malformed` for what is no such address and `AddressRefused` for one that is plainly out of reach; a name
    is looked up only when a request is made, and judged then.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise Malformed(_NO_ADDRESS) from error
    host = (parts.hostname or "").rstrip(".")
    if not text.isascii() or not text.isprintable() or " " in text or "\\" in text or len(text) > _LONGEST:
        raise Malformed("An address has only ASCII letters, digits and signs, and no spaces or backslashes.")
    if parts.scheme.lower() not in ("http", "https") or not host or port == 0 or "%" in host:
        raise Malformed(_NO_ADDRESS)
    if "@" in parts.netloc:
        raise Malformed("An address may not hold a name or password: the key has its own field.")
    if "?" in text or "#" in text:
        raise Malformed("An address may not hold ? or #: write only what all requests have in common.")
    if host == "localhost" or host.endswith(".localhost"):
        reach.judge(host, "127.0.0.1")
    for address in _as_numbers(host):
        reach.judge(host, address)
    return text.rstrip("/")


def _as_numbers(host: str) -> list[str]:
    """Read a host that is written in numbers, in any of the ways that the system understands; else nothing."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return []
    return [str(entry[4][0]) for entry in found]
