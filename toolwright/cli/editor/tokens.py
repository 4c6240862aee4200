"""Colours by meaning, in the protocol's numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from lsprotocol import types as lsp

from toolwright.dsl.services.tokens import Role, Token

from .convert import Converter

_TYPES: Final[Mapping[Role, lsp.SemanticTokenTypes]] = {
    Role.NAMESPACE: lsp.SemanticTokenTypes.Namespace,
    Role.ENTITY: lsp.SemanticTokenTypes.Class,
    Role.RECORD: lsp.SemanticTokenTypes.Struct,
    Role.ENUM: lsp.SemanticTokenTypes.Enum,
    Role.MEMBER: lsp.SemanticTokenTypes.EnumMember,
    Role.FIELD: lsp.SemanticTokenTypes.Property,
    Role.PARAMETER: lsp.SemanticTokenTypes.Parameter,
    Role.LOCAL: lsp.SemanticTokenTypes.Variable,
    Role.CONST: lsp.SemanticTokenTypes.Variable,
    Role.ERROR: lsp.SemanticTokenTypes.Event,
    Role.FUNCTION: lsp.SemanticTokenTypes.Function,
    Role.GENERATOR: lsp.SemanticTokenTypes.Macro,
    Role.TOOL: lsp.SemanticTokenTypes.Method,
    Role.TASK: lsp.SemanticTokenTypes.Interface,
    Role.TYPE: lsp.SemanticTokenTypes.Type,
    Role.SETTING: lsp.SemanticTokenTypes.Property,
    Role.ANNOTATION: lsp.SemanticTokenTypes.Decorator,
}
"""The standard kinds, which every colour theme knows; the same for a thing as in outlines."""
_MODIFIERS: Final = (
    lsp.SemanticTokenModifiers.Declaration,
    lsp.SemanticTokenModifiers.Readonly,
    lsp.SemanticTokenModifiers.DefaultLibrary,
)
_NUMBERS: Final = {type_: number for number, type_ in enumerate(dict.fromkeys(_TYPES.values()))}
LEGEND: Final = lsp.SemanticTokensLegend([each.value for each in _NUMBERS], [each.value for each in _MODIFIERS])
"""What the numbers mean."""
_SIZE: Final = 5
"""Numbers a token."""


def encoded(tokens: Sequence[Token], converter: Converter) -> list[int]:
    """*tokens* of one file, in their order, as numbers, each place told from the one before."""
    data: list[int] = []
    last_line = last_character = 0
    for token in tokens:
        places = converter.places(token.span.source)
        line, character = places.position(token.span.start)
        _, end = places.position(token.span.end)
        flags = (token.declares, token.readonly, token.built_in)
        data += (
            line - last_line,
            character - last_character if line == last_line else character,
            end - character,
            _NUMBERS[_TYPES[token.role]],
            sum(1 << bit for bit, is_set in enumerate(flags) if is_set),
        )
        last_line, last_character = line, character
    return data


@dataclass(frozen=True, slots=True)
class _Sent:
    name: str
    data: list[int]


class Colours:
    """What the client was told last of each file, so that only what is new has to be told."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self._sent: dict[str, _Sent] = {}
        self._names = count(1)

    def whole(self, path: str, data: list[int]) -> lsp.SemanticTokens:
        """All of *data*, the colours of the file at *path*."""
        sent = self._sent[path] = _Sent(str(next(self._names)), data)
        return lsp.SemanticTokens(data, sent.name)

    def since(self, path: str, name: str, data: list[int]) -> lsp.SemanticTokens | lsp.SemanticTokensDelta:
        """How *data* differs from what was called *name*; all of it where that is not known any more."""
        before = self._sent.get(path)
        whole = self.whole(path, data)
        if before is None or before.name != name:
            return whole
        return lsp.SemanticTokensDelta(difference(before.data, data), whole.result_id)

    def forget(self, path: str) -> None:
        """The file at *path* is not open any more."""
        self._sent.pop(path, None)


def difference(old: Sequence[int], new: Sequence[int]) -> list[lsp.SemanticTokensEdit]:
    """At most one edit, of whole tokens, that makes *new* from *old*."""
    both = min(len(old), len(new))
    start = next((at for at in range(0, both, _SIZE) if old[at : at + _SIZE] != new[at : at + _SIZE]), both)
    room = both - start
    end = next((at for at in range(0, room, _SIZE) if _last(old, at) != _last(new, at)), room)
    if start == len(old) == len(new):
        return []
    return [lsp.SemanticTokensEdit(start, len(old) - end - start, list(new[start : len(new) - end]))]


def _last(data: Sequence[int], end: int) -> Sequence[int]:
    """The token that *end* numbers stand behind."""
    return data[len(data) - end - _SIZE : len(data) - end]
