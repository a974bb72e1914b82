"""TXT records, asked of DNS through dnspython (the extra `dns`)."""

from collections.abc import Callable, Sequence

from publisher.errors import UsageError

_PATIENCE = 5.0  # seconds for a name


def resolver(nameservers: Sequence[str] = ()) -> Callable[[str], list[str]]:
    """Give a way to ask for a name's TXT records; `nameservers` as HOST or HOST:PORT, else the system's.

    Raises UsageError without dnspython. What is asked raises OSError where nobody answers.
    """
    try:
        import dns.exception  # noqa: PLC0415  (an extra)
        import dns.resolver  # noqa: PLC0415
    except ImportError:
        raise UsageError("DNS is not looked at", remedy="pip install 'publisher[dns]'") from None
    asked = dns.resolver.Resolver(configure=not nameservers)
    if nameservers:
        host, _, port = nameservers[0].partition(":")
        asked.nameservers, asked.port = [host], int(port or 53)
    asked.lifetime = _PATIENCE

    def txt(name: str) -> list[str]:
        try:
            answer = asked.resolve(name, "TXT")
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise OSError(type(error).__name__) from error
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]

    return txt
