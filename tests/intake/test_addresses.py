"""Which addresses are on the open internet, in whatever clothes they come."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.intake.addresses import NOT_OPEN_4, inside, literal, not_open, plain_name

OPEN = ["8.8.8.8", "93.184.216.34", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001:81b::200e", "64:ff9b::808:808", "2002:808:808::1"]
SHUT = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1", "127.255.255.254",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.9", "192.0.0.10", "192.0.0.192", "192.0.2.1", "192.88.99.1",
    "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "168.63.129.16",
    "::", "::1", "::2", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "100::1", "2001:db8::1",
    "3fff::1", "2001:10::1", "2001:20::1", "2001:2::1", "5f00::1", "4000::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "::127.0.0.1", "::10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "64:ff9b:1::808:808",
    "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1", "2002:a83f:8110::1",
    "2001:0:7f00:1::f7f7:f7f7",  # Teredo: the server is this machine
    "2001:0:808:808::80ff:fffe",  # Teredo: the client is this machine
    "2a00::5efe:7f00:1", "2a00::200:5efe:a00:1",
]  # fmt: skip


@pytest.mark.parametrize("address", OPEN)
def test_an_open_address_is_let_through(address):
    assert not_open(ip_address(address)) == ""


@pytest.mark.parametrize("address", SHUT)
def test_everything_else_is_not_and_says_what_it_is(address):
    assert not_open(ip_address(address))


@given(st.sampled_from(list(NOT_OPEN_4)).flatmap(lambda net: st.integers(int(net.network_address), int(net.broadcast_address))))
def test_no_way_of_carrying_a_shut_address_opens_it(number):
    clothes = [number, 0xFFFF << 32 | number, 0xFFFF << 48 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80 | 1]
    teredo = 0x20010000 << 96 | 0x08080808 << 64 | (number ^ 0xFFFFFFFF)
    assert not_open(IPv4Address(number))
    for carried in (*clothes, teredo):
        assert not_open(IPv6Address(carried)), IPv6Address(carried)


@given(st.integers(0, 2**128 - 1))
def test_any_ipv6_address_gets_an_answer(number):
    assert isinstance(not_open(IPv6Address(number)), str)
    assert all(isinstance(each, IPv4Address) for each in inside(IPv6Address(number)))


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "127.1",
        "127.0.1",
        "1.2.3.4.5",
        "300.1.1.1",
        "0x7f.1",
        "017700000001",
        "a.0x1",
        "fe80::1%eth0",
        "::1%25lo",
    ],
)
def test_numbers_in_another_spelling_are_no_address(host):
    with pytest.raises(ValueError):
        literal(host)


@pytest.mark.parametrize(
    ("host", "plain"),
    [
        ("News.Example.", "news.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("１２７.０.０.１", "127.0.0.1"),
        ("ⓛocalhost", "localhost"),
        ("[::1]".strip("[]"), "::1"),
        ("a_b.example", "a_b.example"),
        ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
    ],
)
def test_a_name_has_one_plain_spelling(host, plain):
    assert plain_name(host) == plain


@pytest.mark.parametrize(
    "host", ["", ".", "..", "a..b", "-a.example", "a b", "x" * 64 + ".example", "a\u202eb.example" * 20, "a/b", "a:b@", "exa\x00mple"]
)
def test_what_names_no_machine_is_refused(host):
    with pytest.raises((ValueError, UnicodeError)):
        literal(plain_name(host))
