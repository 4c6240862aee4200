"""Kinds of bodies: what they return, and what their statements do to values of the wrong kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import expressions as ir
from .expression_kinds import Env, ExpressionKinds, all_joined
from .kinds import ANY, BOOL, Kind, ListKind, MapKind, RowKind, joined


@dataclass(frozen=True)
class BodyKinds:
    """What a body gives, and what those of its variables hold that do not say it when they are first set."""

    result: Kind
    widened: Mapping[str, Kind]
    bound: Mapping[str, Sequence[Kind]]
    """What each variable is set to, in the order of the statements."""


def body_kinds(body: Sequence[ir.Statement], params: Env, expressions: ExpressionKinds) -> BodyKinds:
    """What *body* gives where its parameters hold *params*; *expressions* keeps what is wrong in it."""
    walk = _Walk(expressions)
    walk.body(body, dict(params))
    widened = {
        name: all_joined(kinds)
        for name, kinds in walk.lets.items()
        if name not in params and (len(set(kinds)) > 1 or kinds[0] in (ListKind(ANY), MapKind(ANY)))
    }
    return BodyKinds(all_joined(walk.returned), widened, walk.lets)


class _Walk:
    def __init__(self, expressions: ExpressionKinds) -> None:
        self._kinds = expressions
        self.returned: list[Kind] = []
        self.lets: dict[str, list[Kind]] = {}

    def body(self, body: Sequence[ir.Statement], env: Env) -> None:
        for statement in body:
            self._statement(statement, env)

    def _statement(self, s: ir.Statement, env: Env) -> None:
        match s:
            case ir.Let():
                env[s.name] = self._kinds.kind(s.value, env)
                self.lets.setdefault(s.name, []).append(env[s.name])
            case ir.Require():
                self._kinds.want(s.condition, env, BOOL, "a condition")
                self._kinds.failure(s.error, s.arguments, env)
            case ir.Fail():
                self._kinds.failure(s.error, s.arguments, env)
            case ir.Return():
                self.returned.append(self._kinds.kind(s.value, env))
            case ir.Insert():
                self._kinds.fields(s.entity, s.fields, env)
                if s.name:
                    env[s.name] = RowKind(s.entity)
            case ir.Update() | ir.Delete():
                self._kinds.want(s.row, env, RowKind(s.entity), "what is changed")
                if isinstance(s, ir.Update):
                    self._kinds.fields(s.entity, s.fields, env)
                    if s.name:
                        env[s.name] = RowKind(s.entity)
            case ir.If():
                self._kinds.want(s.condition, env, BOOL, "a condition")
                then, otherwise = dict(env), dict(env)
                self.body(s.then, then)
                self.body(s.otherwise, otherwise)
                _merge(env, then, otherwise)
            case ir.For():
                self._loop(s, env)

    def _loop(self, s: ir.For, env: Env) -> None:
        """What one turn leaves, the next one finds. A turn that brings nothing new is the last, so that loops in loops
        do not multiply; what still changes then may grow for ever (a record that holds the last one) and has no kind.
        """
        item = self._kinds.item_of(s.source, env)
        before: Env | None = None
        turns = 0
        while before != env:
            before = dict(env)
            inside = {**env, s.name: item}
            self.body(s.body, inside)
            _merge(env, env, inside)
            turns += 1
            if turns > 2:
                env.update({name: ANY for name in env if env[name] != before.get(name)})


def _merge(into: Env, one: Env, other: Env) -> None:
    for name in {**one, **other}:
        into[name] = joined(one.get(name, other.get(name, ANY)), other.get(name, one.get(name, ANY)))
