"""The TextMate grammar by which editors colour .tool files.

`make docs` writes what this module prints into the extension for VS Code; a test holds the committed file to it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from . import words
from .words import Kind

Rule: TypeAlias = dict[str, Any]
"""One rule of a TextMate grammar, as JSON."""

_KEYWORDS: Final = {
    Kind.DECLARATION: "storage.type",
    Kind.OPERATOR: "keyword.operator.word",
    Kind.CONSTANT: "constant.language",
    Kind.OTHER: "keyword.control",
}
_LONG, _SHORT = '"""', '"'


def grammar() -> Rule:
    """The grammar, as JSON."""
    return {
        "name": "Toolwright",
        "scopeName": "source.tool",
        "fileTypes": ["tool"],
        "patterns": [{"include": "#code"}, {"include": "#tokens"}],
        "repository": {
            "tokens": {"patterns": list(_tokens())},
            "escape": {
                "patterns": [
                    _match("constant.character.escape", words.ESCAPE),
                    _match("invalid.illegal.escape", r"\\."),
                ]
            },
            "code": _code(),
            "text": {"patterns": [_text(_LONG, long=True), _text(_SHORT, long=False)]},
            "template": {"patterns": [_template(_LONG, long=True), _template(_SHORT, long=False)]},
            "hole": _hole(r"\}"),
            # A quote closes the template, whatever is still open in it.
            "short-hole": _hole(r'\}|(?=["\n])'),
        },
    }


def as_text() -> str:
    """What stands in the file."""
    return json.dumps(grammar(), indent=2) + "\n"


def _match(scope: str, pattern: str) -> Rule:
    return {"name": f"{scope}.tool", "match": pattern}


def _groups(pattern: str, *scopes: str) -> Rule:
    """A rule that names the groups of *pattern*; an empty name is none."""
    captures = {str(number): {"name": f"{scope}.tool"} for number, scope in enumerate(scopes, start=1) if scope}
    return {"match": pattern, "captures": captures}


def _tokens() -> Iterator[Rule]:
    yield _match("comment.line.number-sign", words.COMMENT)
    yield {"include": "#template"}
    yield {"include": "#text"}
    yield _groups(rf"({words.ANNOTATION})", "storage.modifier.annotation")
    yield _groups(words.ATTRIBUTE, "punctuation.accessor", "variable.other.property")
    yield _match("variable.other.property", words.FIELD)
    for each in words.words():
        scope = _KEYWORDS[each.kind]
        if each.naming is not None:
            named = "entity.name.function" if each.kind is Kind.DECLARATION else "variable.other"
            yield _groups(each.naming, scope, "", named)
        yield _match(scope, each.pattern)
    yield _match("constant.numeric.range", words.RANGE)
    yield _match("constant.numeric.float", words.DECIMAL)
    yield _match("constant.numeric.integer", words.INTEGER)
    yield _match("support.function.builtin", words.BUILTIN)
    yield _match("support.type", words.PLAIN_TYPE)
    yield _match("variable.other.constant", words.CONSTANT)
    yield _match("entity.name.type", words.TYPE)
    yield _match("entity.name.function", words.CALL)
    yield _match("variable.other", words.NAME)
    yield _match("keyword.operator", words.OPERATOR)
    yield _match("punctuation", words.PUNCTUATION)


def _code() -> Rule:
    return {
        "begin": rf"({words.FENCE})(python)[ \t\r]*$",
        "beginCaptures": {"1": {"name": "punctuation.definition.code.begin.tool"}, "2": {"name": "storage.type.tool"}},
        "end": words.FENCE,
        "endCaptures": {"0": {"name": "punctuation.definition.code.end.tool"}},
        "contentName": "meta.embedded.block.python",
        "patterns": [{"include": "source.python"}],
    }


def _text(quotes: str, *, long: bool) -> Rule:
    return {
        "name": f"string.quoted.{'triple' if long else 'double'}.tool",
        "begin": quotes,
        # A text in one pair of quotes ends with its line, closed or not, as typing one must not recolour the rest.
        "end": quotes if long else rf"{quotes}|$",
        "patterns": [{"include": "#escape"}],
    }


def _template(quotes: str, *, long: bool) -> Rule:
    return {
        "name": f"string.interpolated.{'triple' if long else 'double'}.tool",
        "begin": rf"\${quotes}",
        "end": quotes if long else rf"{quotes}|$",
        "patterns": [
            {"include": "#escape"},
            _match("constant.character.escape", words.BRACE),
            {"include": "#hole" if long else "#short-hole"},
        ],
    }


def _hole(end: str) -> Rule:
    return {
        "name": "meta.embedded.hole.tool",
        "begin": r"\{",
        "beginCaptures": {"0": {"name": "punctuation.section.embedded.begin.tool"}},
        "end": end,
        "endCaptures": {"0": {"name": "punctuation.section.embedded.end.tool"}},
        "patterns": [
            {"begin": r"\{", "end": end, "patterns": [{"include": "#tokens"}]},
            _match("variable.other", words.HOLE_NAME),
            _match("constant.other.format", words.HOLE_FORMAT),
            {"include": "#tokens"},
        ],
    }


if __name__ == "__main__":
    sys.stdout.write(as_text())
