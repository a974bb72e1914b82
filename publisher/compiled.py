"""Templates compiled once and kept: Jinja takes longer to compile one than to fill it.

They lie where Jinja puts them, in a folder of the user's own below the system's temporary one, which nobody
else can write: what is kept there is code (docs/decisions/0007). Deleting it costs the next call 0.1 seconds.
"""

from contextlib import suppress

import jinja2
from jinja2.bccache import Bucket

from publisher import __version__


class Compiled(jinja2.FileSystemBytecodeCache):
    """Jinja's cache, checked by a template's name and text; what can't be read is compiled anew."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket where the template was compiled before."""
        with suppress(Exception):  # a damaged file may raise anything
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled(environment: str) -> Compiled | None:
    """Give the cache of one kind of environment, or None where no folder is safe.

    Jinja bakes an environment's settings into what it compiles, so environments don't share.
    """
    try:
        return Compiled(pattern=f"publisher-{__version__}-jinja-{jinja2.__version__}-{environment}-%s")
    except (OSError, RuntimeError):
        return None
