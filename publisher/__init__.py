"""publisher: a newsletter and social-post publishing toolkit for newsrooms."""

__version__ = "0.1.0"
