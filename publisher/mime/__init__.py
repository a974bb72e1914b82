"""The mail as bytes: compiled once per edition, filled per reader without parsing anything again.

    nonce = new_nonce(content)              content: every word the templates will be filled with
    slots = markers(nonce)                  marker -> Slot; `by_name` gives a template its markers
    skeleton = compile(text, html, slots)   quoted-printable segments and slots, storable and hashable
    compiled = Compiled(envelope, skeleton, edition_hash, key=secret)
    link = links(url, length)               many readers' links: they differ in a token of that length
    segments = compiled.build(recipient, values, date)
    signed = dkim.Signer(domain, selector, pem).sign(segments, at)   where no relay signs

Nothing here does I/O. What the sender configured wrongly is an error; what a subscriber is called is cleaned.
"""

from publisher.mime.headers import message_id
from publisher.mime.links import Link
from publisher.mime.links import maker as links
from publisher.mime.message import Compiled, plain, proof
from publisher.mime.skeleton import (
    by_name,
    compile,  # noqa: A004  (the design's word: mime.compile)
    fill,
    markers,
    new_nonce,
)

__all__ = [
    "Compiled",
    "Link",
    "by_name",
    "compile",
    "fill",
    "links",
    "markers",
    "message_id",
    "new_nonce",
    "plain",
    "proof",
]
