"""Files for a new newsroom, and for the scheduler that runs `publish run` every morning. Pure.

The files lie in `files/` as Jinja templates; their slots are written `<< name >>`, so that what they are full
of (`${{ }}`, `%d`, `$name`) stands as it is.
"""

from publisher.recipes.newsroom import Newsroom, newsroom
from publisher.recipes.scheduler import SCHEDULERS, Facts, paths, scheduler

__all__ = ["SCHEDULERS", "Facts", "Newsroom", "newsroom", "paths", "scheduler"]
