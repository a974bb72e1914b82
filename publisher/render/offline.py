"""premailer as we use it: it may load nothing, so what it would load with is not imported.

premailer and cssutils import a whole HTTP client for style sheets that stand elsewhere. Those are forbidden
here, and the client takes longer to import than both packages together.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

_NETWORK = ("requests", "urllib.request", "encutils", "email.message", "importlib.metadata")


@contextmanager
def postponed(*names: str) -> Iterator[None]:
    """Let the modules that the block imports get these only on first use.

    Behind the block they are as absent as before: whoever imports them there gets the real ones.
    """
    later = {name: _later(name) for name in names if name not in sys.modules}
    for name, module in later.items():
        _put(name, module)
    try:
        yield
    finally:
        for name, module in later.items():
            _take(name, module)


def _later(name: str) -> ModuleType:
    # importlib.util.LazyLoader does not do: an import statement alone makes its module load (Python 3.11).
    module = ModuleType(name)

    def load(key: str) -> object:
        _take(name, module)
        return getattr(import_module(name), key)

    vars(module)["__getattr__"] = load
    return module


def _put(name: str, module: ModuleType) -> None:
    parent, _, child = name.rpartition(".")
    sys.modules[name] = module
    if parent:
        setattr(import_module(parent), child, module)


def _take(name: str, module: ModuleType) -> None:
    if sys.modules.get(name) is not module:
        return
    parent, _, child = name.rpartition(".")
    del sys.modules[name]
    if parent:
        delattr(sys.modules[parent], child)


with postponed(*_NETWORK):
    from premailer import Premailer

__all__ = ["Premailer", "postponed"]
