"""A parser that can be stopped, copied and moved: the only module that knows how lark's one is made."""

from __future__ import annotations

from copy import copy
from typing import Any, Final

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

END: Final = "$END"
"""Kind of the token after the last one."""
DEEP: Final = "$DEEP"
"""Told in place of a kind where constructs nest so deep that reading on would take forever."""
_MOST_STATES: Final = 2000


class Cursor:
    """A place in a text together with what the parser knows there; it builds no nodes."""

    def __init__(self, parser: Any) -> None:
        """*parser* is lark's interactive parser, which is copied; its types are partly missing."""
        self._parser = parser.copy(deepcopy_values=False)
        self._state = self._parser.parser_state
        settings = copy(self._state.parse_conf)
        settings.callbacks = {}
        self._state.parse_conf = settings
        self._lines = self._parser.lexer_thread.state.line_ctr

    def fork(self) -> Cursor:
        """An independent copy."""
        return Cursor(self._parser)

    def feed(self, kind: str, text: str) -> bool:
        """Go on as if this token stood here; False where it does not fit."""
        try:
            self._parser.feed_token(Token(kind, text))
        except UnexpectedToken:
            return False
        return True

    @property
    def offset(self) -> int:
        """Where it reads on."""
        return int(self._lines.char_pos)

    def seek(self, offset: int) -> None:
        """Read on at *offset* of the text. Line numbers get lost; nobody asks for them."""
        self._lines.char_pos = offset

    def read(self) -> str | UnexpectedInput:
        """Read one token: its kind, or the complaint where none fits and the cursor stays."""
        if len(self._state.state_stack) > _MOST_STATES:
            return DEEP
        states, values = self._state.state_stack.copy(), self._state.value_stack.copy()
        offset = self._lines.char_pos
        end = Token(END, "")
        try:
            token = next(self._parser.lexer_thread.lex(self._state), end)
            self._parser.feed_token(token)
        except UnexpectedInput as complaint:
            # A token that does not fit may have ended constructs first, which hides what else would fit.
            self._state.state_stack, self._state.value_stack = states, values
            self._lines.char_pos = offset
            return complaint
        return str(token.type)

    def accepts(self) -> frozenset[str]:
        """Kinds of the tokens that fit here."""
        return frozenset(self._parser.accepts())


def place_of(complaint: UnexpectedInput, end: int) -> tuple[str, int, int]:
    """Kind, start and end of the token that does not fit.

    The kind is empty for a mark that begins no token; the end of the text lies at *end*.
    """
    if isinstance(complaint, UnexpectedToken) and complaint.token.type != END:
        token = complaint.token
        assert token.start_pos is not None and token.end_pos is not None
        return token.type, token.start_pos, token.end_pos
    if isinstance(complaint, UnexpectedCharacters):
        assert complaint.pos_in_stream is not None
        return "", complaint.pos_in_stream, complaint.pos_in_stream + 1
    return END, end, end
