"""Composing: what we tell today, and the same story within each network's limit. Pure."""

from publisher.compose.edition import Rules, compose

__all__ = ["Rules", "compose"]
