"""What a client uploads: the parts of a multipart form, and the type of a picture by its first bytes."""

from email.parser import BytesParser
from email.policy import HTTP

from publisher.testing.networks.serving import Request, Undocumented

_SIGNS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}


def parts(request: Request) -> dict[str, bytes]:
    """Give the parts of a multipart form by their names (RFC 7578). Raises Undocumented for anything else."""
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    form = BytesParser(policy=HTTP).parsebytes(head + request.body)
    if form.get_content_type() != "multipart/form-data":
        raise Undocumented(f"{request.path}: the body is no multipart/form-data")
    found = {}
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        found[str(name)] = content if isinstance(content, bytes) else b""
    return found


def kind(content: bytes) -> str | None:
    """Give a picture's type, None where it is none that a network takes."""
    return next((kind for sign, kind in _SIGNS.items() if content.startswith(sign)), None)
