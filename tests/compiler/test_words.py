"""Words of enums in generated signatures: said where a type checker has nothing to say against it."""

from __future__ import annotations

import re

import pytest

from toolwright.compiler.lower import lower_module
from toolwright.runtime.python import module_source

from .sources import checked

HEAD = """
library made { title: "Made" }
enum Size { small, large }
entity Thing key id { "A thing." id: int(0..9), size: Size, more: str }
data Thing { | id | size | more | | 1 | "small" | "s" | | 2 | "large" | "l" | }
error Missing(size: Size) $"No {size} thing."
fn usual() -> Size = "small"
fn known() -> Size? = null
fn same(size: Size) -> bool = size == usual()
"""
SAID = {
    "is handed on": "return if same(size) then 1 else 2",
    "is shown": 'return length($"It is {size}.")',
    "is compared with what is not known": "return count([thing for thing in Thing if thing.size == size])",
    "is the error's": "require same(size) else Missing(size) return 1",
    "asks for each word once": 'if size == "small" { return 1 } else if size == "large" { return 2 } return 3',
    "asks for one word after another": 'if size == "small" { return 1 } if size == "large" { return 2 } return 3',
    "asks in expressions": 'let one = if size == "small" then 1 else 2 return if size == "small" then one else 3',
    "asks after another branch": 'if 1 < 2 { return 1 } return if size == "small" then 2 else 1',
}
NOT_SAID = {
    "asks for a word twice": 'if size == "small" { return 1 } if size == "small" { return 2 } return 3',
    "asks again in the same chain": 'return if size == "small" then 1 else if size == "small" then 2 else 3',
    "asks where a word is left": 'return if size == "small" then if size == "large" then 1 else 2 else 3',
    "asks again where nothing ended": 'if size == "small" { let n = 1 } if size == "large" { return 2 } return 3',
    "asks inside, and later": 'if 1 < 2 { if size == "small" { return 1 } } if size == "small" { return 2 } return 3',
    "asks for two at once": 'return if size == "small" and size == "large" then 1 else 2',
    "is in a list": "let all = [size] return count(all)",
    "is another name": 'let other = size return length($"{other}")',
    "is a record's": 'let r = { size: size } return length($"{r.size}")',
}
OTHERS = """
tool of_usual_size(size: Size "The size.") -> Size fails Missing {
  "Uses what a helper function gives where a size is asked for."
  require size != usual() else Missing(size)
  return known() ?? usual()
}
tool listed(sizes: list[Size] "The sizes.", size: Size "One more.") -> list[Size] {
  "Puts them together."
  let all = sizes + [size, usual()]
  return [thing.size for thing in Thing if thing.size in all]
}
tool never() -> bool { "Compares constants." return 3 == 100 or "a" == "b" or -3 != 3 }
"""
BODIES = list({**SAID, **NOT_SAID}.values())
FAILS = {body: " fails Missing" if "Missing" in body else "" for body in BODIES}
WORDS = f"{HEAD}{OTHERS}" + "".join(
    f'tool t{number}(size: Size "The size.") -> int{FAILS[body]} {{ "Does something." {body} }}\n'
    for number, body in enumerate(BODIES)
)
"""A program with all of these (the type checker sees it with others, in `test_scenarios`)."""


@pytest.fixture(scope="module")
def heads() -> dict[str, str]:
    """The parameters and the result of each function of that program."""
    program = checked(WORDS)
    text = module_source(lower_module(program, list(program.tools), []), "Tools.")
    return dict(re.findall(r"^def (\w+)\(world: World(.*?)\):?", text, re.MULTILINE))


@pytest.mark.parametrize("number", range(len(BODIES)), ids=[*SAID, *NOT_SAID])
def test_a_parameter_says_its_words_unless_the_body_does_more_than_ask_once(number: int, heads: dict[str, str]) -> None:
    said = 'Literal["small", "large"]' if number < len(SAID) else "str"
    assert heads[f"t{number}"] == f", *, size: {said}"


def test_what_is_given_and_what_is_listed_is_a_text(heads: dict[str, str]) -> None:
    assert heads["listed"] == ", *, sizes: list[str], size: str"
    assert heads["same_"] == ", size: str"
