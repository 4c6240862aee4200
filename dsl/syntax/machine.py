"""The parser at work: a contextual lexer and an LALR(1) machine over the tables that lark made.

It is what lark's own parser does with the same tables, in one loop without what nobody here asks for (lines, columns,
generic trees). Three things make it fast. A token and the blanks and comments before it are one match of a regular
expression. Keywords are names that a state looks up. And the chains of rules that every expression runs through
(`?sum: product | ...`) are followed once for each pair of states and terminal, and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple, TypeAlias

from .tables import Tables, tables

END: Final = "$END"
"""Kind of the token after the last one."""
_NAME: Final = "NAME"
_ALONE: Final = frozenset(",:()[]{}@|+*%")
"""Marks that no other token begins with: wherever they stand they are read alike."""

Callback: TypeAlias = Callable[[list[Any]], Any]


class Token(str):
    """A token's text, with its kind and the offsets of its start and end."""

    __slots__ = ("end_pos", "start_pos", "type")

    type: str
    start_pos: int
    end_pos: int


class Lexer(NamedTuple):
    """What one state can read."""

    match: Callable[[str, int, int], re.Match[str] | None]
    """Blanks, comments, and a token as a group that is named for its kind."""
    words: Mapping[str, str]
    """Names that are keywords here, to their kinds."""


class Machine:
    """The parser of one grammar. It holds no state of a parse, so that any number of them may run."""

    def __init__(self, tables: Tables) -> None:
        """A machine over *tables*."""
        self.tables = tables
        self._skip: Final = re.compile(self._blank())
        self.root: Final = Lexer(self._compiled(frozenset(tables.patterns)), tables.words)
        """Reads what would be a token anywhere."""
        self._lexers: list[Lexer | None] = [None] * len(tables.actions)
        self._jumps: dict[tuple[int, int, str], int] = {}
        self._everywhere: Final = {_NAME, *(kind for kind, text in tables.texts.items() if text in _ALONE)}
        self._passes: Final = tuple(rule.passes for rule in tables.rules)

    # ---------------------------------------------------------------- lexing

    def lexer(self, state: int) -> Lexer:
        """What *state* can read."""
        lexer = self._lexers[state]
        if lexer is None:
            accepted = self.tables.actions[state].keys()
            # A name is read whole even where none fits, so that `orb` is never taken for `or` and `b`. What is read
            # alike is known to every state, so that few of them need an expression of their own.
            kinds = frozenset(self._everywhere.union(kind for kind in self.tables.patterns if kind in accepted))
            words = {word: kind for word, kind in self.tables.words.items() if kind in accepted}
            lexer = self._lexers[state] = Lexer(self._compiled(kinds), words)
        return lexer

    @cache  # noqa: B019 - there is one machine
    def _compiled(self, kinds: frozenset[str]) -> Callable[[str, int, int], re.Match[str] | None]:
        # No mark begins like a name, so names may be tried first.
        order = [_NAME, *(kind for kind in self.tables.patterns if kind in kinds - {_NAME, *self.tables.ignored})]
        tokens = "|".join(f"(?P<{kind}>{self.tables.patterns[kind]})" for kind in order)
        return re.compile(f"{self._blank()}(?:{tokens})").match

    def blank_end(self, text: str, begin: int, end: int) -> int:
        """Where the blanks and comments end that begin at *begin*."""
        found = self._skip.match(text, begin, end)
        return found.end() if found else begin

    def _blank(self) -> str:
        return f"(?:{'|'.join(self.tables.patterns[kind] for kind in self.tables.ignored)})*+"

    # --------------------------------------------------------------- parsing

    def parse(self, start: str, text: str, begin: int, end: int, callbacks: Sequence[Callback | None]) -> Any:
        """What the callback of the last rule makes of *text* from *begin* to *end*; None where it does not parse.

        *callbacks* has the callback of each rule, None for rules whose value is the list of its parts.
        """
        actions, gotos, rules, lexers = self.tables.actions, self.tables.gotos, self.tables.rules, self._lexers
        jumps, passes = self._jumps, self._passes
        state, last = self.tables.starts[start], self.tables.ends[start]
        states = [state]
        values: list[Any] = []
        at = begin
        while True:
            match, words = lexers[state] or self.lexer(state)
            found = match(text, at, end)
            if found is None:
                if self.blank_end(text, at, end) < end:
                    return None
                kind, word = END, ""
            else:
                at = found.end()
                kind = found.lastgroup or END
                word = found[kind]
                if kind == _NAME:
                    kind = words.get(word, _NAME)
            while True:
                action = actions[state].get(kind)
                if action is None:
                    return None
                if action >= 0:
                    break
                action = -1 - action
                if passes[action]:
                    del states[-1]
                    jump = (states[-1], state, kind)
                    state = jumps.get(jump) or self._jump(*jump)
                    states.append(state)
                    if kind is END and state == last:
                        return values[-1]
                    continue
                origin, size, _, inlined = rules[action]
                if size:
                    parts = values[-size:]
                    del values[-size:], states[-size:]
                    if inlined:
                        parts = _flat(parts, inlined)
                else:
                    parts = []
                callback = callbacks[action]
                values.append(parts if callback is None else callback(parts))
                state = gotos[states[-1]][origin]
                states.append(state)
                if kind is END and state == last:
                    return values[-1]
            token = Token(word)
            token.type, token.start_pos, token.end_pos = kind, at - len(word), at
            values.append(token)
            states.append(action)
            state = action

    def _jump(self, below: int, state: int, kind: str) -> int:
        """Where the rules of one part that *state* applies before a *kind* lead, above the state *below*."""
        jump = (below, state, kind)
        actions, gotos, rules = self.tables.actions, self.tables.gotos, self.tables.rules
        while (action := actions[state].get(kind)) is not None and action < 0 and self._passes[-1 - action]:
            state = gotos[below][rules[-1 - action].origin]
        self._jumps[jump] = state
        return state

    def advance(self, start: str, states: list[int], kind: str) -> bool:
        """Let *states* read a token of *kind* (END too); False where it does not fit: they may have changed then."""
        actions, gotos, rules = self.tables.actions, self.tables.gotos, self.tables.rules
        last = self.tables.ends[start]
        while (action := actions[states[-1]].get(kind)) is not None:
            if action >= 0:
                states.append(action)
                return True
            rule = rules[-1 - action]
            if rule.size:
                del states[-rule.size :]
            states.append(gotos[states[-1]][rule.origin])
            if kind == END and states[-1] == last:
                return True
        return False


def _flat(parts: list[Any], inlined: tuple[int, ...]) -> list[Any]:
    """*parts* with the members of lists in the places *inlined*; a list in the first place grows, as loops do."""
    flat: list[Any] = parts[0] if inlined[0] == 0 else []
    for place in range(1 if flat is parts[0] else 0, len(parts)):
        if place in inlined:
            flat.extend(parts[place])
        else:
            flat.append(parts[place])
    return flat


@cache
def machine() -> Machine:
    """The parser of the language."""
    return Machine(tables())
