"""Modules that another package imports for something we switch off: loaded on first use, or never."""

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec


def load_late(name: str) -> None:
    """Let a module load when an attribute of it is first asked for; one that is loaded stays as it is."""
    spec = None if name in sys.modules else find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
