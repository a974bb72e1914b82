"""Posts: what every adapter for a network shares, so that a network's module holds only the difference.

preparing   a build's teaser as the post that will leave (pure)
channel     one message after the other, each answer a receipt; lost answers repeated or looked up
tokens      tokens that end, and when to renew them (pure)
web         requests to a vendor, with its answers told apart by what is known afterwards
"""

from publisher.channels import hosts
from publisher.channels.posting.channel import PostChannel
from publisher.channels.posting.preparing import idempotency_key, prepare
from publisher.channels.posting.web import Answer, Lost, Refused, Unreached, Web
from publisher.ports import Pictures

__all__ = [
    "Answer",
    "Lost",
    "Pictures",
    "PostChannel",
    "Refused",
    "Unreached",
    "Web",
    "hosts",
    "idempotency_key",
    "prepare",
]
