"""Delivery: one sender for every channel, and the decisions about answers, retries and rates."""

from publisher.delivery.limits import Rate, seconds
from publisher.delivery.retry import settle
from publisher.delivery.sender import Terms, send

__all__ = ["Rate", "Terms", "seconds", "send", "settle"]
