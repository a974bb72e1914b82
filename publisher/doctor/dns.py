"""DNS: what receivers look up about a sender (SPF, RFC 7208; DKIM, RFC 6376; DMARC, RFC 7489).

Gmail, Yahoo and Microsoft refuse bulk mail without all three (2024-02, 2025-05).
"""

from collections.abc import Callable, Iterator, Sequence

from publisher.doctor.line import Line

TXT = Callable[[str], Sequence[str]]  # a name's TXT records; raises OSError where nobody answers


def look(domain: str, keys: Sequence[tuple[str, str]], txt: TXT) -> Iterator[Line]:
    """Look up a sender's domain; `keys` are the DKIM names we sign under, with the record each must have."""
    topic = f"dns {domain}"
    try:
        yield _spf(topic, domain, txt)
        for name, record in keys:
            yield _dkim(topic, name, record, txt)
        if not keys:
            yield Line(topic, "ok", "DKIM: the relay signs; its provider names the record to set")
        yield _dmarc(topic, domain, txt)
    except OSError as error:
        yield Line(topic, "warning", f"no answer from DNS: {error}", "check the network, or --offline")


def _spf(topic: str, domain: str, txt: TXT) -> Line:
    found = [record for record in txt(domain) if record.lower().split(" ", 1)[0] == "v=spf1"]
    record = f'{domain} TXT "v=spf1 include:YOUR-RELAY ~all"'
    if not found:
        return Line(topic, "error", "no SPF record", f"set {record}")
    if len(found) > 1:
        return Line(topic, "error", "several SPF records: none of them counts", "join them into one")
    if found[0].rstrip().lower().endswith("+all"):
        return Line(topic, "error", "SPF lets anybody send for this domain (+all)", "end it with ~all")
    return Line(topic, "ok", f"SPF: {found[0]}")


def _dkim(topic: str, name: str, record: str, txt: TXT) -> Line:
    found = ["".join(one.split()) for one in txt(name)]
    if not found:
        return Line(topic, "error", f"no DKIM record at {name}", f'set {name} TXT "{record}"')
    if "".join(record.split()).rpartition("p=")[2] not in [one.rpartition("p=")[2] for one in found]:
        told = f"the DKIM record at {name} is of another key than the one we sign with"
        return Line(topic, "error", told, f'set {name} TXT "{record}"')
    return Line(topic, "ok", f"DKIM: {name}")


def _dmarc(topic: str, domain: str, txt: TXT) -> Line:
    name = f"_dmarc.{domain}"
    for asked in (name, f"_dmarc.{domain.partition('.')[2]}"):
        found = [one for one in txt(asked) if one.lower().startswith("v=dmarc1")] if "." in asked[7:] else []
        if found:
            return Line(topic, "ok", f"DMARC: {found[0]}")
    return Line(
        topic, "error", "no DMARC record", f'set {name} TXT "v=DMARC1; p=none; rua=mailto:YOU@{domain}"'
    )
