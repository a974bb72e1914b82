"""The one guarded way out to the web: http and https, to public addresses alone, with limits on everything.

What loads slowly (requests, TLS) is imported by the first fetch.
"""

from publisher.fetch.fetcher import Fetcher
from publisher.fetch.settings import Settings, user_agent

__all__ = ["Fetcher", "Settings", "user_agent"]
