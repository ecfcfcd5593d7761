"""Which machines may be spoken to at all: addresses on the open internet and nothing else. Pure; nothing is resolved or connected to here."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# Written out, because ``is_global`` and ``is_private`` have changed between versions of Python and call some of these global.
NOT_OPEN_4 = {
    IPv4Network(network): why
    for network, why in {
        "0.0.0.0/8": "this network",
        "10.0.0.0/8": "a private network",
        "100.64.0.0/10": "a provider's own network",
        "127.0.0.0/8": "this machine",
        "169.254.0.0/16": "the local link",
        "172.16.0.0/12": "a private network",
        "192.0.0.0/24": "reserved for protocols",
        "192.0.2.0/24": "reserved for examples",
        "192.88.99.0/24": "a relay between protocols",
        "192.168.0.0/16": "a private network",
        "198.18.0.0/15": "reserved for measuring",
        "198.51.100.0/24": "reserved for examples",
        "203.0.113.0/24": "reserved for examples",
        "224.0.0.0/4": "a group of machines",
        "240.0.0.0/4": "reserved",
        "168.63.129.16/32": "a hoster's own service",
    }.items()
}
OPEN_6 = IPv6Network("2000::/3")
NOT_OPEN_6 = {
    IPv6Network(network): why
    for network, why in {
        "2001::/23": "reserved for protocols",
        "2001:db8::/32": "reserved for examples",
        "3fff::/20": "reserved for examples",
    }.items()
}
LAST_32_BITS = (IPv6Network("::/96"), IPv6Network("::ffff:0:0/96"), IPv6Network("::ffff:0:0:0/96"), IPv6Network("64:ff9b::/96"))
SIX_TO_FOUR = IPv6Network("2002::/16")
TEREDO = IPv6Network("2001::/32")
ISATAP = frozenset([0x00005EFE, 0x02005EFE])
OF_A_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z")
NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\Z")


def inside(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that *address* carries: mapped, translated, compatible, NAT64, 6to4, Teredo (server and client), ISATAP."""
    number = int(address)
    found: list[int] = []
    if any(address in network for network in LAST_32_BITS):
        found.append(number & 0xFFFFFFFF)
    if address in SIX_TO_FOUR:
        found.append(number >> 80 & 0xFFFFFFFF)
    if address in TEREDO:
        found += [number >> 64 & 0xFFFFFFFF, ~number & 0xFFFFFFFF]
    if number >> 32 & 0xFFFFFFFF in ISATAP:
        found.append(number & 0xFFFFFFFF)
    return tuple(map(IPv4Address, found))


def not_open(address: Address) -> str:
    """What *address* belongs to instead of the open internet; "" when it is open, and so is every address that it carries."""
    if isinstance(address, IPv4Address):
        return next((why for network, why in NOT_OPEN_4.items() if address in network), "")
    carried = inside(address)
    for each in carried:
        if why := not_open(each):
            return why
    if carried:
        return ""
    if address.scope_id or address not in OPEN_6:
        return "this machine" if address.is_loopback else "not the open internet"
    return next((why for network, why in NOT_OPEN_6.items() if address in network), "")


def literal(host: str) -> Address | None:
    """The address that *host* is, or None for a name. Raises ``ValueError`` for numbers in any other spelling than the plain one.

    "127.1", "2130706433", "0x7f.0.0.1" and "0177.0.0.1" are what resolvers take for an address too; nobody writes a publisher like that.
    """
    if ":" in host:
        if "%" in host:
            raise ValueError("an address with a zone is one of the local link")
        return ip_address(host)
    if OF_A_NUMBER.match(host.rsplit(".", 1)[-1]):
        return IPv4Address(host)
    return None


def plain_name(host: str) -> str:
    """*host* in lower-case ASCII without its last dot: punycode for other letters. Raises ``ValueError`` for what names no machine."""
    host = host.lower().removesuffix(".")
    if ":" not in host:
        host = host.encode("idna").decode("ascii").lower()
        if not NAME.match(host):
            raise ValueError("it is not the name of a machine")
    return host
