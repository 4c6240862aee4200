"""Interfaces: the document, the Python signature with its docstring, and the validator of a tool say the same.

Each is read by somebody else: models read the document, people the Python, calls meet the validator. They are
compared as they stand in the bundle, document against signature, document against validator: of the variations of a
valid call those that the schema allows are accepted, and each single violation is refused with its own code.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolwright.runtime.errors import CallError, ErrorCode
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.python.names import Names

from .bench import Bench
from .draws import Draws
from .finding import Finding

_JSON_TYPES = {
    "str": {"string"},
    "int": {"integer"},
    "float": {"number"},
    "bool": {"boolean"},
    "Row": {"string", "integer"},
    "list": {"array"},
    "dict": {"object"},
    "None": {"null"},
}
_SAMPLES: Sequence[tuple[str, Any]] = (
    ("null", None),
    ("boolean", True),
    ("number", 0.5),
    ("string", "text"),
    ("array", []),
    ("object", {}),
)


def interfaces(bench: Bench, counts: dict[str, int]) -> Iterator[Finding]:
    """The tools of a level whose faces disagree."""
    names = Names.of(bench.module)
    documents = {d["function"]["name"]: d["function"] for d in json.loads(bench.file("tools.json"))}
    try:
        tree = ast.parse(bench.file("tools.py"))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        yield Finding("TW0677", bench.level, None, "tools.py is no Python", str(problem))
        return
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    known = _Annotations(tree)
    for tool in bench.module.tools:
        counts["interfaces"] += 1
        found = documents.get(tool.name)
        function = functions.get(names.top(tool.name))
        if found is None or function is None:
            yield _disagree(bench, tool.name, "it has no document" if found is None else "it has no Python function")
            continue
        problems = (
            *_signature(function, found, known, names),
            *_docstring(function, found, tool, names),
            *_validator(bench, tool.name, found["parameters"]),
        )
        for param, what in problems:
            yield _disagree(bench, tool.name, what, param)


_Problem = tuple[str | None, str]
"""A parameter, where it is one, and what is wrong."""


def _disagree(bench: Bench, tool: str, problem: str, param: str | None = None) -> Finding:
    message = f"the document, the signature and the validator of `{tool}` disagree"
    return Finding("TW0677", bench.level, None, message, problem, tool=tool, param=param)


# ------------------------------------------------------------------ the signature


class _Annotations:
    """What annotations mean in one module."""

    def __init__(self, tree: ast.Module) -> None:
        self._aliases: dict[str, ast.expr] = {}
        self._classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
        for node in tree.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self._aliases[name] = value
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    self._aliases[name] = value

    def types(self, node: ast.expr | None) -> set[str] | None:
        """The JSON types that an annotation allows; None where it says nothing."""
        match node:
            case ast.Constant(value=None):
                return {"null"}
            case ast.Constant(value=str(text)):
                return self.types(ast.parse(text, mode="eval").body)
            case ast.BinOp(left=left, right=right, op=ast.BitOr()):
                one, other = self.types(left), self.types(right)
                return None if one is None or other is None else one | other
            case ast.Subscript(value=ast.Name(id="Literal")):
                return {"string"}
            case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[first, *_])):
                return self.types(first)
            case ast.Subscript(value=ast.Name(id=name)) | ast.Name(id=name):
                if name in _JSON_TYPES:
                    return _JSON_TYPES[name]
                if name in self._aliases:
                    return self.types(self._aliases[name])
                return {"object"} if name in self._classes else None
        return None

    def members(self, node: ast.expr | None) -> list[Any] | None:
        """The words that an annotation lists; None where it lists none."""
        match node:
            case ast.Subscript(value=ast.Name(id="Literal"), slice=inner):
                parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                return [part.value for part in parts if isinstance(part, ast.Constant)]
            case ast.BinOp(left=left, right=right, op=ast.BitOr()):
                return self.members(left) or self.members(right)
            case ast.Name(id=name) if name in self._aliases:
                return self.members(self._aliases[name])
        return None


def _signature(
    function: ast.FunctionDef, document: Mapping[str, Any], known: _Annotations, names: Names
) -> Iterator[_Problem]:
    schema = document["parameters"]
    args: Sequence[ast.arg] = [*function.args.args[1:], *function.args.kwonlyargs]
    positional = [None] * (len(function.args.args) - len(function.args.defaults)) + list(function.args.defaults)
    defaults = dict(zip((a.arg for a in args), [*positional[1:], *function.args.kw_defaults], strict=True))
    listed = {names.local(name): name for name in schema["properties"]}
    if {arg.arg for arg in args} != set(listed):
        yield None, f"the document has the parameters {sorted(listed)}, the signature {sorted(a.arg for a in args)}"
        return
    for arg in args:
        name, wanted = listed[arg.arg], schema["properties"][listed[arg.arg]]
        if (defaults[arg.arg] is None) != (name in schema["required"]):
            yield name, f"`{name}` is required in one of document and signature, not in the other"
        default = defaults[arg.arg]
        if default is not None and _literal(default) != wanted.get("default"):
            yield name, f"the default of `{name}` is {wanted.get('default')!r} in the document, not in the signature"
        found, allowed = known.types(arg.annotation), _types(wanted)
        # A signature says `| None` for what may be left out, a document does not.
        loose = {"null"} if default is not None and _literal(default) is None else set()
        if found is not None and found - loose != allowed - loose:
            yield name, f"`{name}` is {sorted(allowed)} in the document and {sorted(found)} in the signature"
        members = known.members(arg.annotation)
        if members is not None and [m for m in wanted.get("enum", ()) if m is not None] != members:
            yield name, f"`{name}` has other members in the document than in the signature: {members}"


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, SyntaxError):
        return node


def _types(schema: Mapping[str, Any]) -> set[str]:
    found = schema.get("type", ())
    return {found} if isinstance(found, str) else set(found)


def _docstring(function: ast.FunctionDef, document: Mapping[str, Any], tool: Tool, names: Names) -> Iterator[_Problem]:
    text = inspect.cleandoc(ast.get_docstring(function) or "")
    head = re.split(r"^(?:Args|Returns|Raises):$", text, maxsplit=1, flags=re.MULTILINE)[0]
    if not _squeezed(document["description"]).startswith(_squeezed(head)) or not head.strip():
        yield None, f"the docstring says {head.strip()!r}, the document {document['description']!r}"
    entries = _entries(text)
    docs = {p.name: _squeezed(p.doc) for p in tool.params}
    for name, wanted in document["parameters"]["properties"].items():
        said = entries.get(name, entries.get(names.local(name)))
        doc, described = docs.get(name, ""), _squeezed(str(wanted.get("description", "")))
        # Both go on with what the type says: a document by its schema and units, a docstring by words and parts.
        if said is None or not (described.startswith(doc) and said.startswith(doc)):
            yield name, f"the docstring does not say of `{name}` what the document says"
        elif unknown := _quoted(said) - _quoted(doc) - {_squeezed(text) for text in _texts(wanted)}:
            yield name, f"the docstring says of `{name}` what the document does not know: {min(unknown)}"
    if missing := [name for name in tool.fails if _squeezed(name) not in _squeezed(text)]:
        yield None, f"the docstring does not name the errors {missing}"


def _entries(docstring: str) -> dict[str, str]:
    """What a docstring says of each parameter, without white space."""
    found: dict[str, str] = {}
    _, _, section = docstring.partition("\nArgs:\n")
    name, indent = "", None
    for line in section.splitlines():
        depth = len(line) - len(line.lstrip())
        if not line.strip() or not depth:
            break
        indent = depth if indent is None else indent
        if depth == indent:
            name, _, line = line.strip().partition(":")
            name = name.partition(" ")[0]
            found[name] = ""
        found[name] += _squeezed(line)
    return found


def _quoted(text: str) -> set[str]:
    """What stands in back quotes."""
    return set(text.split("`")[1::2])


def _texts(schema: Any) -> Iterator[str]:
    """Every text of a schema, names of properties and what is quoted in descriptions, too."""
    match schema:
        case str():
            yield schema
            yield from _quoted(schema)
        case list():
            for part in schema:
                yield from _texts(part)
        case dict():
            for name, part in schema.items():
                yield name
                yield from _texts(part)


def _squeezed(text: str) -> str:
    """*text* without white space: docstrings are wrapped, hyphens and all."""
    return "".join(text.split())


# ------------------------------------------------------------------ the validator


def _validator(bench: Bench, tool: str, schema: Mapping[str, Any]) -> Iterator[_Problem]:
    valid = _valid_arguments(bench, tool)
    if valid is None:
        return
    for name in schema["properties"]:
        rest = {key: value for key, value in valid.items() if key != name}
        wanted = ErrorCode.MISSING_PARAMETER if name in schema["required"] else None
        yield from _judged(bench, tool, rest, wanted, name)
    yield from _judged(bench, tool, {**valid, "not_a_parameter": 1}, ErrorCode.UNKNOWN_PARAMETER, None)
    for name, wanted_schema in schema["properties"].items():
        for value, code in _variations(wanted_schema, valid.get(name)):
            yield from _judged(bench, tool, {**valid, name: value}, code, name)


def _valid_arguments(bench: Bench, tool: str) -> Mapping[str, Any] | None:
    """Some arguments that the tool takes; None where none were found."""
    drawn = likely_arguments(bench.draws, bench.machine.tools[tool])
    golden = [task.steps[i].arguments for task, i in bench.golden_calls.get(tool, ())[:1]]
    for arguments in (*golden, *drawn):
        if arguments is not None and not isinstance(bench.machine.validate(tool, arguments), CallError):
            return arguments
    return None


def likely_arguments(draws: Draws, tool: Tool) -> list[dict[str, Any] | None]:
    """Arguments that *tool* may take, drawn."""
    return [draws.arguments(tool, f"valid/{tool.name}/{i}") for i in range(8)]


def _judged(
    bench: Bench, tool: str, arguments: Mapping[str, Any], wanted: ErrorCode | None, param: str | None
) -> Iterator[_Problem]:
    found = bench.machine.validate(tool, arguments)
    code = found.code if isinstance(found, CallError) else None
    if code != wanted:
        said = f"{wanted} by the document" if wanted else "right by the document"
        text = json.dumps(arguments, ensure_ascii=False)
        yield param, f"{text} is {said}, and the validator says {code or 'nothing'}"


def _variations(schema: Mapping[str, Any], own: Any) -> Iterator[tuple[Any, ErrorCode | None]]:
    """Values of one parameter with the code that its schema asks for, None for those that it allows."""
    types = _types(schema)
    for type_, value in _SAMPLES:
        fits = type_ in types or (type_ == "number" and "integer" in types)
        if not fits:
            yield value, ErrorCode.WRONG_TYPE
    if types & {"integer"} and "number" not in types:
        yield 0.5, ErrorCode.WRONG_TYPE
    if "enum" in schema:
        yield from ((member, None) for member in schema["enum"])
        yield "not a member", ErrorCode.NOT_IN_ENUM
    for bound, step in (("minimum", -1), ("maximum", 1)):
        if bound in schema:
            yield schema[bound], None
            yield schema[bound] + step, ErrorCode.OUT_OF_RANGE
    if isinstance(own, str) and "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1), ErrorCode.CONSTRAINT
    if isinstance(own, list):
        if "maxItems" in schema and own:
            yield own[:1] * (schema["maxItems"] + 1), ErrorCode.CONSTRAINT
        if schema.get("minItems"):
            yield [], ErrorCode.CONSTRAINT
    if "default" in schema:
        yield schema["default"], None
