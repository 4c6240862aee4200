"""Taking one turn in a session: in order, at most once however often it is asked for, counted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from ..episode import Episode, EpisodeOverError
from ..sandbox.package import SandboxUnavailableError
from .problems import Problem
from .sessions import Session


async def take(
    session: Session, kind: str, number: int | None, asked: bytes, work: Callable[[Episode], bytes]
) -> bytes:
    """The reply that *work* gives for a turn.

    *number* says how many turns were taken before, as far as the asker knows; where it did not see the reply of the
    last turn and asks for the same again, it gets that reply again. Raises Problem: `episode_over`, `turn_conflict`,
    `unusable_bundle`.
    """

    def taken() -> bytes:
        mark = b"" if number is None else hashlib.sha256(f"{kind} {number} ".encode() + asked).digest()
        if number is not None and number != session.turns:
            if session.last is not None and session.last[0] == mark:
                return session.last[1]
            taken_so_far = f"{session.turns} turn was" if session.turns == 1 else f"{session.turns} turns were"
            raise Problem(409, "turn_conflict", f"{taken_so_far} taken in this session, not {number}")
        try:
            reply = work(session.episode)
        except EpisodeOverError:
            raise Problem(409, "episode_over", "the episode is over; it has a score and takes no more turns") from None
        except SandboxUnavailableError as problem:
            # The turn was not taken: it may be that there is no room for another process right now.
            said = f"its extern functions cannot be run: {problem}"
            raise Problem(503, "unusable_bundle", said, {"Retry-After": "1"}) from None
        session.turns += 1
        session.last = None if number is None else (mark, reply)
        return reply

    return await session.run(taken)
