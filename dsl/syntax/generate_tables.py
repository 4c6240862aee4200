"""From the grammar to the parser's tables; lark analyses the grammar here, and is needed nowhere else.

`make tables` runs this module and keeps what it prints. The numbers of states and rules do not depend on how
lark happens to order its sets, so the same grammar gives the same file.
"""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from lark import Lark, Token
from lark.grammar import Rule
from lark.lark import PostLex
from lark.lexer import PatternStr, TerminalDef

from .tables import Row, Tables, fingerprint, grammar_text
from .tables import Rule as Production

_START: Final = ("start", "expr")
"""A file, and the expression in a hole of a template."""

_States: TypeAlias = dict[int, dict[str, tuple[Any, Any]]]


class _WholeWords(PostLex):
    """Lets every lexer state see NAME, so that `orb` is never read as `or` and `b`."""

    always_accept = ("NAME",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Changes nothing."""
        return stream


def analyse(grammar: str) -> Lark:
    """Lark's own parser of *grammar*. Raises lark.exceptions.GrammarError where the grammar is not LALR(1)."""
    return Lark(
        grammar,
        parser="lalr",
        start=list(_START),
        postlex=_WholeWords(),
        keep_all_tokens=True,
        maybe_placeholders=False,
    )


def generate(grammar: str) -> Tables:
    """The tables of *grammar*.

    Raises lark.exceptions.GrammarError where it is not LALR(1), ValueError where it has what the machine cannot do.
    """
    lark = analyse(grammar)
    table: Any = lark.parser.parser._parse_table  # there is no public way to it
    rules = sorted(lark.rules, key=_written)
    order = _order(table.states, [table.start_states[start] for start in _START])
    number = {state: index for index, state in enumerate(order)}
    actions: list[Row] = []
    gotos: list[Row] = []
    for state in order:
        actions.append({})
        gotos.append({})
        for symbol, (action, target) in sorted(table.states[state].items()):
            if action.name == "Reduce":
                actions[-1][symbol] = -1 - rules.index(target)
            else:
                (actions if _is_terminal(symbol) else gotos)[-1][symbol] = number[target]
    fixed = [t for t in lark.terminals if isinstance(t.pattern, PatternStr)]
    words = {t.pattern.value: t.name for t in fixed if t.pattern.value.isidentifier()}
    return Tables(
        grammar=fingerprint(grammar),
        patterns={
            t.name: t.pattern.to_regexp() for t in sorted(lark.terminals, key=_first) if t.name not in words.values()
        },
        words=dict(sorted(words.items())),
        texts={t.name: t.pattern.value for t in sorted(fixed, key=lambda t: t.name)},
        ignored=tuple(sorted(lark.ignore_tokens)),
        rules=tuple(_rule(rule) for rule in rules),
        starts={start: number[table.start_states[start]] for start in _START},
        ends={start: number[table.end_states[start]] for start in _START},
        actions=tuple(actions),
        gotos=tuple(gotos),
    )


def _order(states: _States, starts: list[int]) -> list[int]:
    """All states, as a walk from the first ones meets them."""
    waiting, seen = deque(starts), dict.fromkeys(starts)
    while waiting:
        for _, (action, target) in sorted(states[waiting.popleft()].items(), key=lambda item: item[0]):
            if action.name == "Shift" and target not in seen:
                seen[target] = None
                waiting.append(target)
    return list(seen)


def _is_terminal(symbol: str) -> bool:
    return symbol.isupper()


def _first(terminal: TerminalDef) -> tuple[int, int, int, str]:
    """Lark's order of trying terminals that fit at one place: the longest possible first."""
    return -terminal.priority, -terminal.pattern.max_width, -len(terminal.pattern.value), terminal.name


def _written(rule: Rule) -> tuple[str, str, list[str]]:
    return rule.origin.name, rule.alias or "", [symbol.name for symbol in rule.expansion]


def _rule(rule: Rule) -> Production:
    name, size = rule.origin.name, len(rule.expansion)
    inlined = tuple(i for i, symbol in enumerate(rule.expansion) if not symbol.is_term and symbol.name.startswith("_"))
    single = bool(rule.options.expand1) and not rule.alias
    if single and inlined:
        # Whether it has one part would show only when it is applied.
        raise ValueError(f"`?{name}` with repeated parts needs a name: `... -> name`")
    callback = None if name.startswith("_") or (single and size == 1) else str(rule.alias or name)
    return Production(name, size, callback, inlined)


def _lines(tables: Tables) -> Iterator[str]:
    """The file, a state or a rule in a line, so that changes can be read."""
    yield "{"
    for name in tables.__slots__:
        value = getattr(tables, name)
        end = "" if name == tables.__slots__[-1] else ","
        if name in ("rules", "actions", "gotos"):
            yield f'"{name}": ['
            yield from (json.dumps(row) + ("," if i + 1 < len(value) else "") for i, row in enumerate(value))
            yield f"]{end}"
        else:
            yield f'"{name}": {json.dumps(value)}{end}'
    yield "}"


def as_text(tables: Tables) -> str:
    """What stands in the file of *tables*."""
    return "\n".join(_lines(tables)) + "\n"


if __name__ == "__main__":
    sys.stdout.write(as_text(generate(grammar_text())))
