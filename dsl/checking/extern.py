"""The Python of `extern` functions: what it may say. Nothing of it runs here; the sandbox is the real border.

These rules keep a body to plain computation over its arguments, so that it gives the same result every time and
a reviewer sees at once that it does.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from typing import Final

from ..diagnostics.findings import Findings, listed
from ..source import Span
from ..syntax import nodes

IMPORTS: Final = (
    "bisect",
    "collections",
    "datetime",
    "decimal",
    "fractions",
    "functools",
    "heapq",
    "itertools",
    "json",
    "math",
    "re",
    "statistics",
    "string",
    "textwrap",
    "unicodedata",
)
"""Modules that an extern function may name in `imports`."""
MAX_CODE: Final = 20_000
"""Most characters of one block."""
_MAX_NESTING: Final = 50
_STATEMENTS: Final = (
    ast.FunctionDef,
    ast.Return,
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.For,
    ast.While,
    ast.If,
    ast.Pass,
    ast.Break,
    ast.Continue,
    ast.Expr,
    ast.Raise,
    ast.Assert,
    ast.Try,
)
_EXPRESSIONS: Final = (
    ast.BoolOp,
    ast.NamedExpr,
    ast.BinOp,
    ast.UnaryOp,
    ast.Lambda,
    ast.IfExp,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.Compare,
    ast.Call,
    ast.FormattedValue,
    ast.JoinedStr,
    ast.Constant,
    ast.Attribute,
    ast.Subscript,
    ast.Starred,
    ast.Name,
    ast.List,
    ast.Tuple,
    ast.Slice,
)
_WORDS: Final = {
    ast.Import: "an `import` statement",
    ast.ImportFrom: "an `import` statement",
    ast.ClassDef: "a class",
    ast.With: "`with`",
    ast.Global: "`global`",
    ast.Nonlocal: "`nonlocal`",
    ast.Delete: "`del`",
    ast.Match: "`match`",
    ast.Await: "`await`",
    ast.Yield: "`yield`",
    ast.YieldFrom: "`yield`",
    ast.AsyncFunctionDef: "`async`",
}
FORBIDDEN: Final = frozenset(
    (
        "breakpoint", "compile", "delattr", "dir", "eval", "exec", "getattr", "globals", "hash", "help", "id", "input",
        "locals", "memoryview", "object", "open", "print", "setattr", "super", "type", "vars",
    )
)  # fmt: skip
"""Names that reach the machine or the interpreter, or differ from run to run."""


CLOCKS: Final = ("now", "today", "utcnow")
"""Attributes that read the clock."""


def check_code(findings: Findings, decl: nodes.ExternDecl, imports: tuple[str, ...]) -> None:
    """Report what the block of *decl* may not say; *imports* are the modules of its settings."""
    for word in imports:
        if word not in IMPORTS:
            span = _import_span(decl, word)
            other = f"there are {listed(IMPORTS)}"
            findings.unknown("TW0422", span, f"`{word}` cannot be imported", word, list(IMPORTS), other)
    tree = _parsed(findings, decl)
    if tree is None:
        return
    for node in _forbidden(tree):
        findings.error("TW0422", python_span(decl, node), _complaint(node), help=_instead(node))
    _signature(findings, decl, tree)


def python_names(decl: nodes.ExternDecl) -> Iterator[tuple[str, Span]]:
    """What the block of *decl* names itself, for editors; nothing where it is broken."""
    tree = python_tree(decl)
    for node in ast.walk(tree) if tree is not None else ():
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                yield name, python_span(decl, node)
            case _:
                pass


def python_tree(decl: nodes.ExternDecl) -> ast.Module | None:
    """The block of *decl* as Python reads it; None where it is broken."""
    return _parsed(Findings(), decl)


def _parsed(findings: Findings, decl: nodes.ExternDecl) -> ast.Module | None:
    code = decl.code
    if len(code.text) > MAX_CODE:
        findings.error("TW0421", decl.name.span, f"the block has more than {MAX_CODE:,} characters")
        return None
    if _nesting(code.text) > _MAX_NESTING:
        findings.error("TW0421", decl.name.span, f"brackets nest more than {_MAX_NESTING} deep in the block")
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code.text)
    except SyntaxError as problem:
        span = _at(decl, problem.lineno or 1, (problem.offset or 1) - 1)
        findings.error("TW0421", span, f"this is not Python: {_lower(problem.msg)}")
    except (RecursionError, MemoryError, ValueError):
        findings.error("TW0421", decl.name.span, "Python cannot read this block: it nests too deep")
    return None


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _nesting(text: str) -> int:
    """How deep brackets nest, strings not looked at: an upper bound is enough; unary operators count as well."""
    depth = deepest = 0
    for mark in re.findall(r"[(\[{]|[)\]}]|(?:not\s+|[-+~]\s*){8}|\blambda\b|\bif\b|\belse\b|\n", text):
        if mark in ("(", "[", "{"):
            depth += 1
        elif mark in (")", "]", "}"):
            depth = max(0, depth - 1)
        deepest = max(deepest, depth + (_MAX_NESTING if len(mark) > 8 and not mark.isalpha() else 0))
    return deepest


def _forbidden(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in FORBIDDEN or name.startswith("_"):
                yield node
            case ast.Attribute(attr=name) if name.startswith("_") or name in ("format", "format_map", *CLOCKS):
                # `"{0.__class__}".format(x)` reaches what `x.__class__` may not.
                yield node
            case ast.arg(arg=name) | ast.FunctionDef(name=name) if name.startswith("_"):
                yield node
            case ast.FunctionDef(decorator_list=[first, *_]):
                yield first
            case ast.stmt() if not isinstance(node, _STATEMENTS):
                yield node
            case ast.expr() if not isinstance(node, _EXPRESSIONS):
                yield node
            case ast.Module(body=body):
                allowed = (ast.FunctionDef, ast.Assign, ast.AnnAssign)
                yield from (s for s in body if isinstance(s, _STATEMENTS) and not isinstance(s, allowed))


def _complaint(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name):
            return f"an extern function cannot use the name `{name}`"
        case ast.Attribute(attr=name):
            return f"an extern function cannot use the attribute `{name}`"
        case ast.expr() if not isinstance(node, tuple(_WORDS)):
            return "this is not allowed in an extern function"
        case _:
            what = _WORDS.get(type(node), "this statement")
            return f"{what} is not allowed here"


def _instead(node: ast.AST) -> str | None:
    match node:
        case ast.Import(names=[ast.alias(name=module), *_]) | ast.ImportFrom(module=str(module)):
            allowed = module in IMPORTS
            return f'name the module in the settings, `imports: ["{module}"]`' if allowed else "do without the module"
        case ast.Attribute(attr="format" | "format_map"):
            return 'write an f-string: `f"{x:.2f}"`'
        case ast.Attribute(attr=name) if name in CLOCKS:
            return "give the time as an argument: the same arguments have to give the same result"
        case ast.ClassDef():
            return "use functions, tuples and dictionaries"
        case ast.Name(id="print"):
            return "return what you want to see"
        case ast.FunctionDef() | ast.Name() | ast.arg():
            return "choose a name without leading underscore" if _is_private(node) else None
        case _:
            return None


def _is_private(node: ast.AST) -> bool:
    name = getattr(node, "id", None) or getattr(node, "arg", None) or getattr(node, "name", "")
    return str(name).startswith("_")


def _signature(findings: Findings, decl: nodes.ExternDecl, tree: ast.Module) -> None:
    """The block defines the declared function, with the declared parameters in their order."""
    name = decl.name.text
    made = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    own = next((node for node in made if node.name == name), None)
    wanted = [param.name.text for param in decl.params]
    if own is None:
        message = f"the block defines no function `{name}`"
        findings.error("TW0423", decl.name.span, message, help=f"write `def {name}({', '.join(wanted)}):`")
        return
    given = own.args
    found = [arg.arg for arg in (*given.posonlyargs, *given.args)]
    if found != wanted or given.vararg or given.kwarg or given.kwonlyargs or given.defaults:
        findings.error(
            "TW0423",
            python_span(decl, own),
            f"`{name}` has other parameters here than it declares",
            help=f"write `def {name}({', '.join(wanted)}):`; defaults stand in the declaration",
        )


# ------------------------------------------------------------------ places


def _import_span(decl: nodes.ExternDecl, word: str) -> Span:
    for setting in decl.settings.items:
        if isinstance(setting.value, nodes.ListNode):
            for item in setting.value.items:
                if isinstance(item, nodes.Literal) and item.value == word:
                    return item.span
    return decl.name.span


def python_span(decl: nodes.ExternDecl, node: ast.AST) -> Span:
    """Where a *node* of the block of *decl* stands in the file: its name, else its first word."""
    line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
    text = decl.code.text.split("\n")[line - 1]
    start = _at(decl, line, len(text.encode()[:column].decode(errors="replace")))
    if isinstance(node, ast.Attribute):
        return _name_after(start, node.attr)
    width = {ast.Name: len(getattr(node, "id", "")), ast.arg: len(getattr(node, "arg", ""))}.get(type(node))
    if isinstance(node, ast.FunctionDef):
        return _name_after(start, node.name)
    return Span(start.source, start.start, start.start + width) if width else start


def _name_after(start: Span, name: str) -> Span:
    at = start.source.text.find(name, start.start)
    return Span(start.source, at, at + len(name))


def _at(decl: nodes.ExternDecl, line: int, column: int) -> Span:
    """The word at a line (from 1) and column (from 0, in characters) of the block."""
    source, end = decl.code.span.source, decl.code.span.end - 3
    at = source.text.find("\n", decl.code.span.start) + 1
    for _ in range(line - 1):
        at = source.text.find("\n", at) + 1
    start = min(max(at + column, 0), end)
    word = re.compile(r"[A-Za-z0-9_]+|[^\s]").match(source.text, start, end)
    return Span(source, start, word.end() if word else start)
