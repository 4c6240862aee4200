"""Which parameters a signature may say to be one of their words (`Literal[...]`) and not just any text.

A checker takes a word where it wants a text, so a word may be handed on as it is. It does not take a list of words for
a list of texts, nor a comparison with a word that it has ruled out before. So where a body does more with a parameter
than hand it on and ask once for each of its words, a word is to the body what it is to the language: a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from ..ir import expressions as ir
from ..ir.tools import Param
from ..ir.types import EnumType, OptionalType

_KEPT = frozenset({"reverse", "first", "last", "distinct", "min", "max"})
"""Builtins that give what they get."""
_TAKING = (ir.Return, ir.Entry, ir.Hole, ir.Find, ir.Follow, ir.At, ir.Apply, ir.ApplyExtern)
"""What hands on what it gets as one text, or shows it."""
_ANY = None
"""What is ruled out where one word is left."""


def words(param: Param, body: Sequence[ir.Statement]) -> tuple[str, ...]:
    """The words of a parameter where the signature of *body* may say them; none where it may not, or there are none."""
    type_ = param.value.item if isinstance(param.value, OptionalType) else param.value
    if not isinstance(type_, EnumType) or not _is_kept(body, param.name, frozenset()):
        return ()
    return type_.members


def _is_kept(body: Sequence[ir.Statement], name: str, ruled_out: frozenset[str] | None) -> bool:
    """Whether statements do no more with a word than it bears, where it is none of those that are *ruled out*."""
    for statement in body:
        if isinstance(statement, ir.Let | ir.For | ir.Insert | ir.Update) and statement.name == name:
            return False
        if not _is_borne(statement, name, ruled_out):
            return False
        if (word := _answered(statement, name)) is not None and ruled_out is not None:
            ruled_out = ruled_out | {word}
        elif _branches(statement, name):
            ruled_out = _ANY  # what comes after hangs on which branches end there
    return True


def _answered(statement: ir.Statement, name: str) -> str | None:
    """The word after whose statements nothing comes, where *statement* asks for one alone and returns or fails."""
    match statement:
        case ir.If(condition=condition, then=(*_, ir.Return() | ir.Fail()), otherwise=()):
            return _asked(condition, name)
    return None


def _branches(statement: ir.Statement, name: str) -> bool:
    """Whether there are statements in *statement* that are done for one word only."""
    match statement:
        case ir.If(condition=condition, then=then, otherwise=otherwise):
            return _asked(condition, name) is not None or any(_branches(s, name) for s in (*then, *otherwise))
        case ir.For(body=body):
            return any(_branches(s, name) for s in body)
    return False


def _is_borne(node: Any, name: str, ruled_out: frozenset[str] | None) -> bool:
    match node:
        case ir.Var():
            return node.name != name
        case ir.If() | ir.Choose() if (word := _asked(node.condition, name)) is not None:
            if ruled_out is None or word in ruled_out:
                return False
            left = ruled_out | {word}
            if isinstance(node, ir.If):
                return _is_kept(node.then, name, _ANY) and _is_kept(node.otherwise, name, left)
            return _is_borne(node.then, name, _ANY) and _is_borne(node.otherwise, name, left)
        case ir.If():
            branches = (node.then, node.otherwise)
            return _is_borne(node.condition, name, ruled_out) and all(_is_kept(b, name, ruled_out) for b in branches)
        case ir.For():
            return _is_borne(node.source, name, ruled_out) and _is_kept(node.body, name, ruled_out)
        case ir.RecordOf():
            return all(_is_borne(field.value, name, ruled_out) for field in node.fields)
    return all(_takes(node, part, name) or _is_borne(part, name, ruled_out) for part in _parts(node))


def _asked(condition: Any, name: str) -> str | None:
    """The word that a condition asks for, where it does nothing else."""
    match condition:
        case ir.Binary(operator="eq", left=ir.Var(name=asked), right=ir.Const(value=str() as word)) if asked == name:
            return word
    return None


def _takes(node: Any, part: Any, name: str) -> bool:
    """Whether *part* of *node* is the parameter, and *node* takes any text there and gives no list of it."""
    if not isinstance(part, ir.Var) or part.name != name:
        return False
    match node:
        case ir.Binary(operator="eq" | "ne", left=left, right=right):
            other = right if left == part else left
            return not isinstance(other, ir.Var | ir.Const | ir.Text) or other == ir.Const(value=None)
        case ir.Binary(operator="in" | "not_in", right=whole) | ir.Builtin(name="contains", arguments=(whole, _)):
            return not isinstance(whole, ir.ListOf)
        case ir.Builtin():
            return node.name not in _KEPT
    return isinstance(node, _TAKING)


def _parts(node: Any) -> Iterator[Any]:
    """What is in *node*."""
    for value in node.__dict__.values():
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield part
