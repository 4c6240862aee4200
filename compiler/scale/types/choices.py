"""`choices`: one of a few words to look for becomes a list of them, any of which will do.

Before: `books_of(genre: str)`. After: `books_of(genres: list of "novel" | "poems")`.

Only words that are no key and that no task asks for: the document lists them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import CoreTool, Param, Tool
from toolwright.runtime.ir.types import EnumType, ListType, StrType

from ...english import plural, sentences
from ..asked import leaves
from ..draft import Arguments, Rewrite
from ..forms import binary, const, free_name, lifted, replaced, var, with_params
from ..kinds import Proposal
from ..lookups import Match, matches
from ..surroundings import Surroundings

MOST = 12
"""Words that a document lists."""


def choices(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """The filter of a tool that may show more rows takes several words."""
    if not around.may_show_more_rows(tool):
        return
    given = {p.name: p for p in tool.params if p.required and isinstance(p.value, StrType | EnumType)}
    for match in matches(around.base(tool), around.entities):
        if match.param in given and match.operator == "eq" and match.cell is not None:
            words = _words(given[match.param], match, tool, around)
            if words is not None:
                yield _proposal(tool, given[match.param], words, match, around)


def _words(param: Param, match: Match, tool: Tool, around: Surroundings) -> EnumType | None:
    """The words that a field holds, if they are few, no key and no secret."""
    if isinstance(param.value, EnumType):
        return param.value
    values = around.column(match.entity, match.field)
    words = sorted({value for value in values if isinstance(value, str)})
    if not 2 <= len(words) <= MOST or len(words) == len(values) or "" in words:
        return None
    if (match.entity, match.field) in around.golden_cells(tool):
        return None
    folded = {word.casefold() for word in words}
    for task in around.draft.tasks:
        if tool.name in task.tools:
            asked = [leaf for step in task.steps for leaf in leaves(step.answer)]
            if any(str(leaf).casefold() in folded for leaf in (*asked, *leaves(task.answer_data.value))):
                return None
    return EnumType(members=tuple(words))


def _proposal(tool: Tool, param: Param, words: EnumType, match: Match, around: Surroundings) -> Proposal:
    scaled = lifted(tool)
    assert scaled.core is not None and match.cell is not None
    name = param.name
    many = free_name(scaled, plural(name), f"any_{name}")
    more = free_name(scaled, f"more_{plural(name)}", f"other_{name}")
    either = binary("or", match.node, binary("in", match.cell, var(more)))
    body = (replaced(s, lambda node: either if node is match.node else None) for s in around.base(tool).body)
    extra = Param(name=more, value=ListType(item=StrType()), required=False, default=[])
    core = CoreTool(params=(*scaled.core.params, extra), body=tuple(body))
    word = free_name(scaled, "word", "each_word")
    rest = ir.Query(item=var(word), clauses=(ir.ForEach(name=word, source=var(many)), ir.Skip(count=const(1))))

    def with_rest(node: Any) -> Any:
        if not isinstance(node, ir.Core):
            return None
        return ir.Core(arguments=(*node.arguments, ir.Entry(name=more, value=rest)))

    whole = tuple(replaced(s, with_rest) for s in scaled.body)
    first = ir.Coalesce(left=ir.Item(value=var(many), position=const(0)), right=const(words.members[0]))
    new = Param(
        name=many,
        value=ListType(item=words, low=1, high=len(words.members)),
        doc=sentences(param.doc, "any of these will do"),
    )
    made = with_params(scaled.model_copy(update={"core": core, "body": whole}), (name,), new, {name: first})

    def translate(given: Arguments) -> dict[str, Any]:
        return {many if n == name else n: [v] if n == name else v for n, v in given.items()}

    def more_words(given: Arguments) -> Iterator[Arguments]:
        yield {**given, many: [*given[many], *(w for w in words.members if w not in given[many])]}

    return Proposal(Rewrite(made, translate), more_words)
