"""Which addresses are the public internet's: every special range by its edges."""

import ipaddress

import pytest

from publisher.fetch.addresses import is_public, is_same

PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 93.184.216.34 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1
168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0
192.0.3.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255
198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255
2001:200::1 2001:4860:4860::8888 2003::1 2600::1 2606:2800:220:1:248:1893:25c8:1946 2a00:1450:400e::1
""".split()
REFUSED = """
0.0.0.0 0.1.2.3 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.100.100.200 100.127.255.255 127.0.0.1
127.1.2.3 127.255.255.255 168.63.129.16 169.254.0.0 169.254.169.254 169.254.255.255 172.16.0.0 172.31.255.255
192.0.0.0 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.7
203.0.113.7 224.0.0.1 232.1.2.3 239.255.255.250 240.0.0.1 250.1.2.3 255.255.255.255
:: ::1 ::ffff:0:93.184.216.34 ::7f00:1 ::5db8:d822 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:93.184.216.34
::ffff:0:127.0.0.1 ::2 64:ff9b::7f00:1 64:ff9b::5db8:d822 64:ff9b:1::a00:1 64:ff9b:1:ffff::1 100::1
100:0:0:1::1 1fff::1 2001::1 2001:0:5db8:d822::1 2001:2::1 2001:10::1 2001:20::1 2001:1ff::1
2001:db8::1 2002:7f00:1::1 2002:5db8:d822::1 2002:a00:1::1 3fff::1 3fff:fff::1 4000::1 5f00::1
fc00::1 fd00:ec2::254 fdff::1 fe80::1 fe80::1%lo fe80::1%25eth0 2606:2800::1%1 febf::1 fec0::1 feff::1
ff02::1 ff05::2 ff0e::1 localhost kroniek.test 127.1 0x7f.0.0.1 2130706433 0177.0.0.1 127.0.0.1/8 [::1]
""".split()


def test_the_table_is_large_and_holds_nothing_twice():
    assert len({*PUBLIC, *REFUSED}) == len(PUBLIC) + len(REFUSED) >= 120


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_public_internet_may_be_reached(address):
    assert is_public(address)


@pytest.mark.parametrize("address", [*REFUSED, ""])
def test_any_other_address_may_not(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", [address for address in PUBLIC if "." in address])
@pytest.mark.parametrize("form", ["::ffff:{}", "64:ff9b::{}", "::{}", "::ffff:0:{}"])
def test_a_public_address_inside_another_is_refused_too(address, form):
    assert not is_public(form.format(address))
    six_to_four = f"2002:{int(ipaddress.ip_address(address)) >> 16:x}::1"
    assert not is_public(six_to_four)


def test_one_address_in_two_spellings_is_the_same():
    assert is_same("fe80::1%eth0", "FE80:0:0::1")
    assert not is_same("127.0.0.1", "::ffff:127.0.0.1")
    assert not is_same("10.0.0.1", "10.0.0.2")
