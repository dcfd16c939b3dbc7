"""Public IP: whether an address of the network is one that anybody may be asked at."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network

IP = IPv4Address | IPv6Address

_UNICAST = IPv6Network("2000::/3")
"""Where public IPv6 addresses are; the standard library calls more of them global."""

_NAT64 = IPv6Network("64:ff9b::/96")


def reached(ip: IP) -> IP:
    """The IPv4 address that an IPv6 one leads to (mapped, 6to4, NAT64); else ``ip`` itself."""
    if isinstance(ip, IPv4Address):
        return ip
    inner = IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
    return ip.ipv4_mapped or ip.sixtofour or inner or ip


def is_public(ip: IP) -> bool:
    """Whether ``ip`` leads to the public network: not into a private one, this machine, or a group of machines."""
    end = reached(ip)
    return end.is_global and not end.is_multicast and (isinstance(end, IPv4Address) or end in _UNICAST)
