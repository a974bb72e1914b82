"""`python -m publisher.testing.smtp` runs a sink as a process until SIGTERM."""

import asyncio
import signal
import sys

from publisher.testing.smtp.arguments import parse
from publisher.testing.smtp.journal import Journal, open_log
from publisher.testing.smtp.server import serve
from publisher.testing.smtp.site import Site


async def run(site: Site, port: int, *, ipv6: bool) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve(site, stop, _announce, port, ipv6=ipv6)


def _announce(port: int) -> None:
    sys.stdout.write(f"listening {port}\n")
    sys.stdout.flush()


def main() -> int:
    """Read the command line, serve, and say why when that is impossible."""
    behaviour, given = parse()
    try:
        with open_log(given.log) as descriptor:
            asyncio.run(
                run(Site(behaviour, Journal(descriptor, remember=False)), given.port, ipv6=given.ipv6)
            )
    except OSError as error:
        sys.stderr.write(f"the sink can't start: {error} (choose another --port, --log or certificate)\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
