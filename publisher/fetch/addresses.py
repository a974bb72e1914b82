"""Which addresses lie on the public internet. All others are refused, whatever name leads to them.

The registries are IANA's: ipv4-special-registry, ipv6-special-registry, ipv6-address-space.
"""

from ipaddress import IPv6Address, ip_address, ip_network

_NOT_PUBLIC = tuple(
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # public by its number, and the machine's own host at one large provider
        # Teredo and the other protocol assignments, documentation, 6to4: each may hide an IPv4 address.
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)
# Global unicast. Outside it: loopback, IPv4-mapped, NAT64, unique local, link-local, site-local, multicast.
_GLOBAL = ip_network("2000::/3")


def is_public(address: str) -> bool:
    """Say whether an address, as the socket would connect to it, is one of the public internet.

    `is_global` alone calls multicast, NAT64 and 6to4 global, and differs between Python versions.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and (ip.scope_id is not None or ip not in _GLOBAL):
        return False
    return ip.is_global and not any(ip in network for network in _NOT_PUBLIC)


def is_same(one: str, other: str) -> bool:
    """Say whether two spellings name one address, of whatever interface."""
    return _bare(one) == _bare(other)


def _bare(address: str) -> object:
    return ip_address(address.partition("%")[0])
