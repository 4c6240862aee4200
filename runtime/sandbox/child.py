"""The host's end of one confined child: one request at a time, under one deadline, and no trust in what comes back."""

from __future__ import annotations

import contextlib
import math
import os
import select
import signal
import time
from pathlib import Path
from typing import Final

from .frames import HEAD
from .placement import Placement

SOFT_SHARE: Final = 0.8
"""Share of its time after which a call is asked to stop; at the end of its time its process is killed."""
_WALL_FACTOR, _LEAST_WALL = 10, 1.0
"""A call that does nothing is given this many times its time, but at least so many seconds."""
_MOST_WALLS = 60
"""However busy the machine is, a call ends after so many times that."""
_CHUNK = 1 << 16
_SHORTEST_WAIT = 0.001
_GLANCE_MS: Final = 1
"""So long an answer is waited for before anybody looks at the clocks."""


class ChildLostError(Exception):
    """The child died, or broke the rules of the channel and was killed."""


class TimeUpError(Exception):
    """The call took longer than it may, and its child was killed."""


class Child:
    """A confined process. Not safe for several threads at once; closing it kills the process."""

    __slots__ = ("_answers", "_clock", "_ended", "_handle", "_placement", "_poll", "_requests", "pid")

    def __init__(self, pid: int, handle: int, requests: int, answers: int) -> None:
        """Take over its descriptors: a handle of the process, where requests go in and where answers come out."""
        self.pid = pid
        self._handle, self._requests, self._answers = handle, requests, answers
        self._clock = (~pid << 3) | 2
        """The kernel's name for the processor time of that process."""
        os.set_blocking(requests, False)
        poller, ending = select.poll(), select.poll()
        poller.register(answers, select.POLLIN)
        ending.register(handle, select.POLLIN)
        self._poll, self._ended = poller.poll, ending.poll
        self._placement = Placement(pid, lambda: not ending.poll(0))

    def come_near(self) -> None:
        """Wait where the calling thread runs, so that a first request finds the child there."""
        self._placement.beside_caller()

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._handle < 0

    def ended(self) -> bool:
        """Whether its process is gone."""
        return bool(self._ended(0))

    def ask(self, frame: bytes, most: int, seconds: float) -> bytes:
        """The payload of the answer to *frame*, of at most *most* bytes, within *seconds* of processor time.

        Raises TimeUpError or ChildLostError, after either of which the child is closed.
        """
        try:
            return self._ask(frame, most, seconds)
        except (TimeUpError, ChildLostError):
            self.close()
            raise
        except OSError as problem:
            self.close()
            raise ChildLostError(str(problem)) from None

    def _ask(self, frame: bytes, most: int, seconds: float) -> bytes:
        deadline = None
        self._placement.beside_caller()
        try:
            sent = os.write(self._requests, frame)
        except BlockingIOError:
            sent = 0
        if sent < len(frame):
            deadline = _Deadline(self, seconds)
            self._send_rest(frame[sent:], deadline)
        if not self._poll(_GLANCE_MS):
            self._placement.anywhere()
            deadline = deadline or _Deadline(self, seconds)
            while not self._poll(deadline.next_wait() * 1000):
                pass
        data = os.read(self._answers, _CHUNK)
        need = HEAD
        parts, have = [data], len(data)
        while True:
            if have == 0 or not data:
                raise ChildLostError("its process ended")
            if need == HEAD and have >= HEAD:
                head = b"".join(parts)
                length = int.from_bytes(head[:HEAD], "little")
                if length > most:
                    raise ChildLostError("it wrote more than an answer may have")
                need, parts = HEAD + length, [head]
            if have > need:
                raise ChildLostError("it wrote more than one answer")
            if have == need > HEAD:
                return b"".join(parts)[HEAD:]
            deadline = deadline or _Deadline(self, seconds)
            while not self._poll(deadline.next_wait() * 1000):
                pass
            data = os.read(self._answers, _CHUNK)
            parts.append(data)
            have += len(data)

    def _send_rest(self, rest: bytes, deadline: _Deadline) -> None:
        poller = select.poll()
        poller.register(self._requests, select.POLLOUT)
        while rest:
            while not poller.poll(deadline.next_wait() * 1000):
                pass
            rest = rest[os.write(self._requests, rest) :]

    def processor_time(self) -> float:
        """Seconds that the process has computed. Raises OSError when it is gone."""
        return time.clock_gettime(self._clock)

    def queued_time(self) -> float:
        """Seconds that the process has waited for a processor, but for the wait that it may be in; 0 if unknown."""
        try:
            return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[1]) / 1e9
        except (OSError, ValueError, IndexError):
            return 0.0

    def wants_processor(self) -> bool:
        """Whether the process computes or waits for a processor; False if unknown."""
        try:
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "R"
        except (OSError, IndexError):
            return False

    def ask_to_stop(self) -> None:
        """Tell it that its call has used most of its time."""
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._handle, signal.SIGUSR1)

    def close(self) -> None:
        """Kill the process and let go of it."""
        if self._handle >= 0:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            self.forget()

    def forget(self) -> None:
        """Let go of the process and leave it alone: after a fork it belongs to somebody else."""
        if self._handle >= 0:
            for handle in (self._handle, self._requests, self._answers):
                os.close(handle)
            self._handle = -1

    def __del__(self) -> None:
        """Leave no process behind."""
        self.close()


class _Deadline:
    """When a call is asked to stop, and when its process is killed.

    The limit is on processor time, so that a busy machine times out nobody; a call that does nothing, not even wait for
    a processor, is cut off by the clock.
    """

    __slots__ = ("_asked", "_child", "_computed", "_queued", "_seconds", "_started", "_wall")

    def __init__(self, child: Child, seconds: float) -> None:
        self._child, self._seconds = child, seconds
        self._wall = max(_LEAST_WALL, _WALL_FACTOR * seconds)
        self._started, self._computed = time.monotonic(), child.processor_time()
        self._queued = child.queued_time()
        self._asked = False

    def next_wait(self) -> float:
        """How long to wait before looking again. Raises TimeUpError when the time is used up."""
        computed = self._child.processor_time() - self._computed
        passed = time.monotonic() - self._started
        idle = self._idle(passed, computed)
        if computed >= self._seconds or idle >= self._wall or passed >= _MOST_WALLS * self._wall:
            raise TimeUpError
        if not self._asked and (computed >= SOFT_SHARE * self._seconds or idle >= SOFT_SHARE * self._wall):
            self._child.ask_to_stop()
            self._asked = True
        share = 1.0 if self._asked else SOFT_SHARE
        wait = min(share * self._seconds - computed, share * self._wall - idle)
        return math.ceil(max(wait, _SHORTEST_WAIT) * 1000) / 1000

    def _idle(self, passed: float, computed: float) -> float:
        """Seconds in which it neither computed nor waited for a processor; what is never asked for may be counted."""
        idle = passed - computed
        if idle < SOFT_SHARE * self._wall:
            return idle
        if self._child.wants_processor():
            return 0.0
        return idle - (self._child.queued_time() - self._queued)
