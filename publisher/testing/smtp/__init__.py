"""A mail server that takes everything, says what it took, and misbehaves as it is told.

    with SmtpSink(Behaviour(delay=0.05, drop={"after-accept": 20})) as sink:
        deliver_to("127.0.0.1", sink.port)
    assert {taken.recipient for taken in sink.accepted} <= sent | unknown

`python -m publisher.testing.smtp` runs it as a process with a log that survives the death of its client.
Standard library only; it listens on loopback.
"""

from publisher.testing.smtp.behaviour import Behaviour
from publisher.testing.smtp.journal import Accepted
from publisher.testing.smtp.server import SmtpSink

__all__ = ["Accepted", "Behaviour", "SmtpSink"]
