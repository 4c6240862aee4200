"""The lexer by which Pygments colours .tool files: Sphinx, MkDocs, Jupyter and rich find it by its entry point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Final

from pygments.lexer import RegexLexer, bygroups, default, include, using
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, Punctuation, String, Whitespace

from . import words
from .words import Kind

_KEYWORDS: Final = {
    Kind.DECLARATION: Keyword.Declaration,
    Kind.OPERATOR: Operator.Word,
    Kind.CONSTANT: Keyword.Constant,
    Kind.OTHER: Keyword,
}


def _keywords() -> Iterator[tuple[str, Any]]:
    for each in words.words():
        token = _KEYWORDS[each.kind]
        if each.naming is not None:
            named = Name.Function if each.kind is Kind.DECLARATION else Name.Variable
            yield each.naming, bygroups(token, Whitespace, named)
        yield each.pattern, token


class ToolLexer(RegexLexer):
    """Colours scenarios and libraries of Toolwright."""

    name = "Toolwright"
    aliases: ClassVar[list[str]] = ["tool", "toolwright"]
    filenames: ClassVar[list[str]] = ["*.tool"]
    url = "https://arxiv.org/abs/2508.08791"

    tokens: ClassVar[dict[str, list[Any]]] = {
        "root": [
            (
                rf"({words.FENCE})(python)([ \t\r]*\n)((?:[^`]|`[^`]|``[^`])*)({words.FENCE})",
                bygroups(Punctuation, Keyword, Whitespace, using(PythonLexer), Punctuation),
            ),
            include("tokens"),
        ],
        "tokens": [
            (r"[^\S\n]+|\n", Whitespace),
            (words.COMMENT, Comment.Single),
            (r'\$"""', String.Double, "long-template"),
            (r'\$"', String.Double, "template"),
            (r'"""', String.Double, "long-text"),
            (r'"', String.Double, "text"),
            (words.ANNOTATION, Name.Decorator),
            (words.ATTRIBUTE, bygroups(Punctuation, Name.Attribute)),
            (words.FIELD, Name.Attribute),
            *_keywords(),
            (words.RANGE, Number),
            (words.DECIMAL, Number.Float),
            (words.INTEGER, Number.Integer),
            (words.BUILTIN, Name.Builtin),
            (words.PLAIN_TYPE, Keyword.Type),
            (words.CONSTANT, Name.Constant),
            (words.TYPE, Name.Class),
            (words.CALL, Name.Function),
            (words.NAME, Name),
            (words.OPERATOR, Operator),
            (words.PUNCTUATION, Punctuation),
        ],
        "escapes": [(words.ESCAPE, String.Escape), (r"\\.", Generic.Error)],
        # A text in one pair of quotes ends with its line, closed or not.
        "text": [include("escapes"), (r'[^"\\\n]+', String.Double), (r'"', String.Double, "#pop"), default("#pop")],
        "long-text": [
            include("escapes"),
            (r'[^"\\]+', String.Double),
            (r'"""', String.Double, "#pop"),
            (r'["\\]', String.Double),
        ],
        "braces": [(words.BRACE, String.Escape), (r"\}", Generic.Error)],
        "template": [
            include("escapes"),
            include("braces"),
            (r"\{", String.Interpol, "short-hole"),
            (r'[^"\\\n{}]+', String.Double),
            (r'"', String.Double, "#pop"),
            default("#pop"),
        ],
        "long-template": [
            include("escapes"),
            include("braces"),
            (r"\{", String.Interpol, "hole"),
            (r'[^"\\{}]+', String.Double),
            (r'"""', String.Double, "#pop"),
            (r'["\\]', String.Double),
        ],
        "hole": [
            (r"\}", String.Interpol, "#pop"),
            (r"\{", Punctuation, "record"),
            (words.HOLE_NAME, Name),
            (words.HOLE_FORMAT, String.Interpol),
            include("tokens"),
        ],
        # A quote closes the template, whatever is still open in it.
        "short-hole": [(r'(?=["\n])', String.Interpol, "#pop"), include("hole")],
        "record": [(r"\}", Punctuation, "#pop"), (r"\{", Punctuation, "#push"), include("tokens")],
    }
