"""Statements made at random, each on one line: all forms that generated Python has, put together as in no tool."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

TERNARY, OR, AND, NOT, COMPARISON, SUM, PRODUCT, UNARY, ATOM = range(9)
"""How tight a form binds, the loosest first."""
NAMES = ("a", "b", "v1", "xs", "t0_0", "row", "alpha", "epsilon", "maker", "quantity_of_items", "name_of_the_owner")
FUNCTIONS = ("len", "total", "first", "smallest", "days_between", "text")
METHODS = ("lower", "get", "startswith", "join", "strip")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not")
SIGNS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "//": PRODUCT, "%": PRODUCT}
TYPES = ("int", "str | None", "list[str]", "ItemRow", 'Literal["low", "high"]')


def statements(count: int, seed: int, shortest: int) -> Iterator[str]:
    """*count* statements of more than *shortest* characters, and of not too many."""
    made = _Statements(seed)
    while count:
        line = made.statement()
        if shortest < len(line) < 6 * shortest:
            count -= 1
            yield line


class _Statements:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._operations: list[Callable[[int], tuple[str, int]]] = [
            *([self._junction, self._comparison] * 3),
            *([self._sum, self._choice, self._call, self._method] * 2),
            *(self._not, self._minus, self._attribute, self._link, self._index, self._slice, self._list, self._dict),
            *(self._comprehension, self._generator, self._lazy, self._sorted, self._groups, self._safe),
        ]

    def statement(self) -> str:
        """One statement, or the head of one."""
        depth = self._random.choice([1, 2, 2, 3, 3, 4])
        match self._random.randrange(9):
            case 0 | 1:
                return f"return {self._at(TERNARY, depth)}"
            case 2:
                return f"{self._name()} = {self._at(TERNARY, depth)}"
            case 3:
                # What begins with a sign goes on the line of a type that breaks instead: no tool has such a line.
                type_, value = self._random.choice(TYPES[:4]), self._at(TERNARY, depth)
                return f"{self._name()}: {'int' if value.startswith(('-', 'not ')) else type_} = {value}"
            case 4:
                return f"if {self._at(TERNARY, depth)}:"
            case 5:
                return f"raise Missing({self._arguments(depth)})"
            case 6:
                # Nothing goes through a text.
                source = self._random.choice([self._call, self._link, self._list, self._comprehension, self._sorted])
                return f"for {self._name()} in {source(depth)[0]}:"
            case 7:
                return f"world.Item.{self._random.choice(['insert', 'update', 'delete'])}({self._arguments(depth)})"
        return self._head()

    def _head(self) -> str:
        defaults = ("", " = None", " = 3", " = [1, 2]")
        given = [
            f"{self._name()}{number}: {self._random.choice(TYPES)}{self._random.choice(defaults)}"
            for number in range(self._random.choice([0, 1, 2, 5]))
        ]
        inside = ", ".join(["world: World", *(["*", *given] if given else [])])
        return f"def {self._name() * self._random.choice([1, 4])}({inside}) -> {self._random.choice(TYPES)}:"

    def _name(self) -> str:
        return self._random.choice(NAMES)

    def _text(self) -> str:
        length = self._random.choice([0, 1, 2, 3, 8, 20, 60])
        return "".join(self._random.choice("abc d") for _ in range(length))

    def _atom(self) -> tuple[str, int]:
        match self._random.randrange(10):
            case 0 | 1 | 2 | 3:
                return self._name(), ATOM
            case 4 | 5:
                return f'"{self._text()}"', ATOM
            case 6:
                return self._random.choice(["True", "None", "[]", "{}", "set_up()"]), ATOM
            case 7 | 8:
                return self._random.choice(["0", "3", "-1", "1000000", "-2.5", "0.5"]), UNARY
        return f'f"{self._text()}{{text({self._name()})}} of {{{self._name()}:.2f}}"', ATOM

    def _at(self, outer: int, depth: int) -> str:
        """An expression, in parentheses where it binds looser than *outer*."""
        if depth <= 0 or self._random.random() < 0.12:
            source, level = self._atom()
        else:
            source, level = self._random.choice(self._operations)(depth - 1)
        return f"({source})" if level < outer else source

    def _arguments(self, depth: int) -> str:
        given = [self._at(TERNARY, depth) for _ in range(self._random.choice([0, 1, 1, 2, 3]))]
        given += [f"{self._name()}{n}={self._at(TERNARY, depth)}" for n in range(self._random.choice([0, 0, 0, 1, 3]))]
        return ", ".join(given)

    def _clauses(self, depth: int) -> str:
        source = self._at(TERNARY, depth)
        for _ in range(self._random.choice([1, 1, 2])):
            a, b = self._name(), self._name()
            bound = self._random.choice([a, f"{a}, ({b}, v9)", f"{a}, {b}", f"{a}, (v9,)", f"({a},)"])
            source += f" for {bound} in {self._at(OR, depth)}"
            for _ in range(self._random.choice([0, 0, 1, 1, 2])):
                source += f" if {self._at(OR, depth)}"
        return source

    def _junction(self, depth: int) -> tuple[str, int]:
        word, level = self._random.choice([("and", AND), ("or", OR)])
        return f"{self._at(level, depth)} {word} {self._at(level + 1, depth)}", level

    def _comparison(self, depth: int) -> tuple[str, int]:
        return f"{self._at(SUM, depth)} {self._random.choice(COMPARISONS)} {self._at(SUM, depth)}", COMPARISON

    def _sum(self, depth: int) -> tuple[str, int]:
        sign, level = self._random.choice(list(SIGNS.items()))
        return f"{self._at(level, depth)} {sign} {self._at(level + 1, depth)}", level

    def _not(self, depth: int) -> tuple[str, int]:
        return f"not {self._at(NOT, depth)}", NOT

    def _minus(self, depth: int) -> tuple[str, int]:
        operand = self._at(UNARY, depth)
        return f"-({operand})" if operand.startswith("-") else f"-{operand}", UNARY

    def _choice(self, depth: int) -> tuple[str, int]:
        return f"{self._at(OR, depth)} if {self._at(OR, depth)} else {self._at(TERNARY, depth)}", TERNARY

    def _call(self, depth: int) -> tuple[str, int]:
        return f"{self._random.choice(FUNCTIONS)}({self._arguments(depth)})", ATOM

    def _method(self, depth: int) -> tuple[str, int]:
        return f"{self._at(ATOM, depth)}.{self._random.choice(METHODS)}({self._arguments(depth)})", ATOM

    def _attribute(self, depth: int) -> tuple[str, int]:
        return f"{self._at(ATOM, depth)}.{self._name()}", ATOM

    def _link(self, depth: int) -> tuple[str, int]:
        found = f"world.{self._name()}.get({self._arguments(depth)})"
        return f"world.Item.follow({found}.{self._name()}).{self._name()}", ATOM

    def _index(self, depth: int) -> tuple[str, int]:
        return f'{self._at(ATOM, depth)}["{self._text()}"]', ATOM

    def _slice(self, depth: int) -> tuple[str, int]:
        return f"{self._at(ATOM, depth)}[{self._random.choice([':3', '2:', ':10', ':'])}]", ATOM

    def _list(self, depth: int) -> tuple[str, int]:
        return f"[{', '.join(self._at(TERNARY, depth) for _ in range(self._random.choice([0, 1, 2, 4])))}]", ATOM

    def _dict(self, depth: int) -> tuple[str, int]:
        count = self._random.choice([0, 1, 2, 4])
        return "{" + ", ".join(f'"{self._text()}": {self._at(TERNARY, depth)}' for _ in range(count)) + "}", ATOM

    def _comprehension(self, depth: int) -> tuple[str, int]:
        return f"[{self._clauses(depth)}]", ATOM

    def _generator(self, depth: int) -> tuple[str, int]:
        return f"{self._random.choice(['any', 'total', 'first'])}({self._clauses(depth)})", ATOM

    def _lazy(self, depth: int) -> tuple[str, int]:
        function = self._random.choice(["or_fail", "coalesce"])
        return f"{function}({self._at(TERNARY, depth)}, lambda: {self._at(TERNARY, depth)})", ATOM

    def _sorted(self, depth: int) -> tuple[str, int]:
        key = f"lambda {self._random.choice(['row', 'v1, v2'])}: {self._at(TERNARY, depth)}"
        after = self._random.choice(["", ", reverse=True"])
        return f"sorted({self._at(TERNARY, depth)}, key={key}{after}){self._random.choice(['', '[:3]'])}", ATOM

    def _groups(self, depth: int) -> tuple[str, int]:
        head = f"({self._at(TERNARY, depth)}, ({self._name()},))"
        return f"group_by({head} for {self._name()} in {self._at(OR, depth)})", ATOM

    def _safe(self, depth: int) -> tuple[str, int]:
        return f'({self._at(OR, depth)} or {{}}).get("{self._text()}")', ATOM
