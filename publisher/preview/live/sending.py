"""A sending that the page started: in a thread of its own, with its progress for whoever looks."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event, Thread

from publisher.errors import PublisherError
from publisher.pipeline import House
from publisher.pipeline.planning import Plan, SendOrder, plan
from publisher.pipeline.sending import Control, carry_out

_PAUSE = 0.25  # seconds between two pictures of the progress


class Sending:
    """One sending under way, or ended; `rang` is told when there is more to see."""

    def __init__(self, total: int, rang: Callable[[], None]) -> None:
        self.total, self.done, self.said, self.ended = total, 0, "", False
        self._rang, self._stop, self._at = rang, Event(), 0.0
        self._thread: Thread | None = None

    def start(self, opened: Callable[[], AbstractContextManager[House]], order: SendOrder) -> None:
        """Send in a thread: plan again there, and pass the same gate as everything that sends."""
        self._thread = Thread(target=self._run, args=(opened, order), name="sending")
        self._thread.start()

    def stop(self) -> None:
        """Claim no more, and wait for the answers that are under way."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _run(self, opened: Callable[[], AbstractContextManager[House]], order: SendOrder) -> None:
        try:
            with opened() as house:
                self._carry_out(house, plan(house, order), order)
        except PublisherError as error:
            self.said = str(error)
        except Exception as error:
            self.said = f"unexpected {type(error).__name__}: {error}"
        finally:
            self.ended = True
            self._rang()

    def _carry_out(self, house: House, plan: Plan, order: SendOrder) -> None:
        control = Control(self._stop.is_set, self._told, lambda _: "leave", self._say)
        sent = carry_out(house, plan, order, control)
        arrived = sum(rows["sent"] for rows in sent.channels.values())
        failures = "; ".join(str(error) for error in sent.failures.values())
        left = failures or sent.stopped or ("some are left: publish status" if sent.code else "")
        self.said = f"{arrived:,} sent{f'; {left}' if left else ''}"

    def _told(self, count: int) -> None:
        self.done += count
        if time.monotonic() - self._at > _PAUSE:
            self._at = time.monotonic()
            self._rang()

    def _say(self, text: str) -> None:
        self.said = text
        self._rang()
