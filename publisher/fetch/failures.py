"""What went wrong with a fetch, in words: never those of the exception beneath, which may quote the URL."""

from collections.abc import Iterator
from http.client import IncompleteRead, RemoteDisconnected
from ssl import SSLCertVerificationError, SSLEOFError, SSLError

from publisher.errors import SourceError

PAUSE = 0.5  # seconds before another try
_LATER = "try again later, or save the page and give the file"


class PassingError(SourceError):
    """What another try may mend, after `wait` seconds."""

    def __init__(self, message: str, *, where: str, remedy: str = _LATER, wait: float = PAUSE) -> None:
        super().__init__(message, where=where, remedy=remedy)
        self.wait = wait


def too_late(where: str, seconds: float) -> SourceError:
    """Say that a document's time is over."""
    return SourceError(
        f"not there after {seconds:g} seconds",
        where=where,
        remedy="try again later, or raise [fetch] timeout",
    )


def cut_off(where: str) -> PassingError:
    """Say that only a part came, or nothing."""
    return PassingError("it was cut off before the whole document came", where=where)


def translated(error: BaseException, where: str) -> SourceError:
    """Give the error that says what an exception of the transport means."""
    for cause in reversed(tuple(_causes(error))):
        match cause:
            case SSLCertVerificationError():
                return _untrusted(cause, where)
            case TimeoutError():
                return PassingError("it does not answer in time", where=where)
            case ConnectionError() | RemoteDisconnected() | IncompleteRead() | SSLEOFError():
                return cut_off(where)
            case SSLError():
                return _no_tls(where)
    return SourceError(
        "the server's answer is not one that HTTP allows",
        where=where,
        remedy="check the address and its port",
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Go from an exception to the ones it was made of, the innermost last."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _untrusted(error: SSLCertVerificationError, where: str) -> SourceError:
    return SourceError(
        f"its certificate is not accepted: {error.verify_message}",
        where=where,
        remedy="have the site renew it; a certificate authority of your own goes in SSL_CERT_FILE",
    )


def _no_tls(where: str) -> SourceError:
    return SourceError(
        "no secure connection could be made",
        where=where,
        remedy="check that the address is one of https, and that the server speaks TLS 1.2 or newer",
    )
