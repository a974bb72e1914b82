"""Would we send this? Each check looks at a build and gives findings; none of them does I/O."""

from publisher.checks.facts import Facts
from publisher.checks.run import CHECKS, run

__all__ = ["CHECKS", "Facts", "run"]
