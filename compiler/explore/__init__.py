"""Stage 1 for `explore`: tasks that the compiler finds by walking over the relations between rows."""

from .balance import answer_shares
from .explore import Explored, explore
from .integrated import integrated

__all__ = ["Explored", "answer_shares", "explore", "integrated"]
