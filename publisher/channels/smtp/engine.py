"""The engine: many connections, one exchange.

Answers are handed in and messages fetched by the half window, while the connections work on the other half;
by more of it where nothing goes on during a call.
"""

import asyncio
import ssl
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic

from publisher.channels.smtp import Settings
from publisher.channels.smtp.balance import LOOK, Balance
from publisher.channels.smtp.opening import RefusedError, open_wire
from publisher.channels.smtp.pace import Pace
from publisher.channels.smtp.replies import SENT, Reply, Stage, judge
from publisher.channels.smtp.session import Session
from publisher.channels.smtp.turn import Turn
from publisher.errors import ChannelError, CredentialsError, UnavailableError
from publisher.ports import Exchange, Mail, Message, Receipt

_GATHER = 0.0003  # seconds in which answers are gathered before they are handed in
_GOODBYE = 1.0  # seconds
_TICK = 0.5  # seconds between looks at whether to go on
_RENEW = 300.0  # seconds a connection is kept


class Engine:
    """Delivers through one relay until the exchange is empty (session.Dispatcher)."""

    def __init__(
        self, name: str, settings: Settings, window: int, tls: ssl.SSLContext | None, exchange: Exchange
    ) -> None:
        self._name, self._settings, self._tls = name, settings, tls
        self._exchange, self._window = exchange, window
        self._enough = max(1, window // 2)  # answers that are worth a call
        self._turn = Turn()
        self._pace = Pace(settings.connections)
        self._ready: deque[Message] = deque()
        self._receipts: list[Receipt] = []
        self._sessions: set[Session] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._out = self._answered = 0
        self._balance = Balance(settings.connections)
        self._look: asyncio.TimerHandle | None = None
        self._more = True
        self._fault: ChannelError | None = None
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Deliver. Raises ChannelError for a fault of the server's or ours; every receipt is in by then."""
        if not await self._open_first():
            return
        watch = asyncio.create_task(self._watch())
        try:
            with ThreadPoolExecutor(1, thread_name_prefix="exchange") as thread:
                await self._pump(thread)
        finally:
            watch.cancel()
            if self._look:
                self._look.cancel()
            for task in self._opening:
                task.cancel()
            await self._close()
        if self._fault:
            raise self._fault

    async def _pump(self, thread: ThreadPoolExecutor) -> None:
        waits = _takes_long(self._settings)
        while self._more or self._out:
            await self._worth_a_call()
            receipts, self._receipts = self._receipts, []
            self._answered += len(receipts)
            more = self._fault is None
            call = partial(self._exchange, receipts, more=more)
            loop = asyncio.get_running_loop()
            apart = waits or not self._balance.busy
            messages = await loop.run_in_executor(thread, call) if apart else call()
            self._out += len(messages) - len(receipts)
            self._more = bool(messages)
            self._ready.extend(messages)
            self._weigh()
            self._enough = self._balance.enough(self._window)
            self._feed()

    async def _worth_a_call(self) -> None:
        """Wait until half a window is answered, or a few are and somebody has nothing to do."""
        while self._out and len(self._receipts) < self._enough:
            self._changed.clear()
            if self._receipts and not self._ready:
                await asyncio.sleep(_GATHER)
                return
            await self._changed.wait()

    def _feed(self) -> None:
        """Put connections to work, and open more where messages wait for one."""
        if self._fault or not self._exchange.is_open:
            self._give_back()
            return
        self._close_spent()
        self._start()
        wanted = min(self._pace.connections, self._balance.active, len(self._sessions) + len(self._ready))
        for _ in range(wanted - len(self._sessions) - len(self._opening)):
            task = asyncio.create_task(self._reopen())
            self._opening.add(task)
            task.add_done_callback(self._opened)

    def _close_spent(self) -> None:
        now = monotonic()
        for session in [session for session in self._sessions if session.state == "idle"]:
            if self._is_spent(session, now):
                self._sessions.discard(session)
                session.close()

    def _start(self) -> None:
        """Give messages to who can announce one already, then to idle connections, while few are at work."""
        sessions = [*self._sessions]
        waiting = [session for session in sessions if session.is_waiting]
        free = [*waiting, *(session for session in sessions if session.state == "idle")]
        room = self._balance.active - (len(sessions) - len(free))
        for session in free[: max(0, room)]:
            session.start()
        if self._ready and self._balance.may_grow and self._look is None:
            self._look = asyncio.get_running_loop().call_later(LOOK, self._help)

    def _help(self) -> None:
        """Look again, whether more connections would help with what is ready."""
        self._look = None
        self._weigh()
        self._feed()

    def _weigh(self) -> None:
        answered = self._answered + len(self._receipts)
        self._balance.look(opened=len(self._sessions), answered=answered)
        self._turn.few = self._balance.few

    def _opened(self, task: asyncio.Task[None]) -> None:
        self._opening.discard(task)
        if not task.cancelled():
            self._feed()

    async def _close(self) -> None:
        """Say goodbye on every connection and wait a moment for the last bytes to leave."""
        leaving = [*self._sessions]
        for session in leaving:
            session.close()
        until = monotonic() + _GOODBYE
        while any(session.is_open for session in leaving) and monotonic() < until:
            await asyncio.sleep(_GATHER)

    async def _open_first(self) -> bool:
        """Open the first connection before anything is claimed; False when it was stopped meanwhile."""
        opening = asyncio.ensure_future(self._open())
        while not (await asyncio.wait({opening}, timeout=_TICK))[0]:
            if not self._exchange.is_open:
                opening.cancel()
                return False
        opening.result()
        return True

    async def _open(self) -> None:
        opened = await open_wire(self._settings, self._name, self._tls, self._turn)
        self._sessions.add(Session(opened, self))

    async def _reopen(self) -> None:
        """Open one more connection, as often as the pace allows; the last failure is the channel's fault."""
        try:
            await asyncio.sleep(self._pace.rest())
            await self._open()
        except RefusedError as error:
            self._pace.failed()
            if self._pace.given_up and not self._sessions:
                self._fail(error)
        except ChannelError as error:
            self._fail(error)

    def _unavailable(self, what: str) -> UnavailableError:
        where = f"[channels.{self._name}] {self._settings.host}:{self._settings.port}"
        return UnavailableError(what, where=where, remedy="publish resume, when the server has time")

    def _fail(self, error: ChannelError) -> None:
        self._fault = self._fault or error
        self._give_back()

    def _give_back(self) -> None:
        while self._ready:
            message = self._ready.popleft()
            self._receive(Receipt(message.key, "untouched", "stopped", "the channel stopped"))

    def _receive(self, receipt: Receipt) -> None:
        self._receipts.append(receipt)
        if not self._ready or len(self._receipts) >= self._enough:
            self._changed.set()

    def take(self, session: Session) -> Message | None:
        """Give a connection its next message, unless it is to be renewed or the pace wants fewer."""
        if not self._ready or self._fault or self._is_spent(session, self._turn.now):
            return None
        message = self._ready.popleft()
        if not self._ready:
            self._changed.set()
        return message

    def accepted(self, session: Session, message: Message, reply: Reply) -> Message | None:
        """Take the reply that accepted a message, and give the next."""
        self._receive(Receipt(message.key, "sent", reply.name, _said(message, reply)))
        self._pace.sent()
        return self.take(session)

    def answered(self, session: Session, message: Message, stage: Stage, reply: Reply) -> None:
        """Judge the reply that ended a message."""
        found = judge(stage, reply)
        said = _said(message, reply)
        self._receive(Receipt(message.key, found.outcome, reply.name, said))
        if found is SENT:
            self._pace.sent()
        elif found.ours:
            self._fail(_our_fault(self._name, said, reply, stage))
        else:
            self._pace.refused(slow=found.slow, rest=found.rest and not session.served)
            if self._pace.given_up:
                self._fail(self._unavailable(f"asks to wait, again and again: {reply.said}"))
        if session.state == "idle" and (found.rest or self._is_spent(session, self._turn.now)):
            self._retire(session)

    def lost(self, session: Session, unsent: Message | None, unanswered: Message | None) -> None:
        """Take what a lost connection leaves."""
        self._sessions.discard(session)
        if unsent:
            self._receive(Receipt(unsent.key, "untouched", "lost", "the connection was lost before the text"))
        if unanswered:
            self._receive(Receipt(unanswered.key, "unknown", "lost", "no answer came after the final dot"))
        if unsent or unanswered:
            self._pace.lost(served=session.served)
            if self._pace.given_up and not self._sessions:
                self._fail(self._unavailable("loses every connection"))
        self._changed.set()
        self._feed()

    def _is_spent(self, session: Session, now: float) -> bool:
        return (
            session.taken >= self._settings.messages_per_connection
            or now - session.opened_at > _RENEW
            or len(self._sessions) > self._pace.connections
        )

    def _stop(self) -> None:
        """Hand back what has not left, also what a connection only talks about; answers are waited for."""
        self._give_back()
        for session in [session for session in self._sessions if session.is_uncommitted]:
            session.abort()

    def _retire(self, session: Session) -> None:
        self._sessions.discard(session)
        session.close()
        asyncio.get_running_loop().call_soon(self._feed)

    async def _watch(self) -> None:
        """Give up connections that have gone silent (RFC 5321, 4.5.3.2), and hand back when stopped."""
        while True:
            await asyncio.sleep(
                min(_TICK, self._settings.command_timeout / 4, self._settings.data_timeout / 4)
            )
            if not self._exchange.is_open:
                self._stop()
            for session in [*self._sessions]:
                patience = (
                    self._settings.data_timeout if session.state == "dot" else self._settings.command_timeout
                )
                if session.state != "idle" and monotonic() - session.since > patience:
                    session.abort()


def _takes_long(settings: Settings) -> bool:
    """Say whether an exchange belongs in a thread of its own even when we are busy.

    It waits for a rate, or for signatures. Any other is over in a few milliseconds: while we wait for a
    server anyway a thread hides its wait for the disk, but else it contends with the connections for the
    interpreter's lock, which each row of the ledger gives up and takes again. A mail took 142 microseconds
    so, and 90 without.
    """
    return settings.rate is not None or settings.dkim == "rsa"


def _said(message: Message, reply: Reply) -> str:
    return reply.about(message.payload.recipient) if isinstance(message.payload, Mail) else reply.said


def _our_fault(name: str, said: str, reply: Reply, stage: Stage) -> ChannelError:
    kind = CredentialsError if reply.code in {530, 535} else ChannelError
    return kind(
        f"the server refuses us, not a reader: {stage} was answered {said!r}",
        where=f"[channels.{name}]",
        remedy="mend sender, login or content, then publish resume",
    )
