"""Statements and entries as other languages write them, and what is written for them here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .reach import closing, expression_end, here, passing, said
from .stop import Repair, Stop

_X: Final = ("NAME", "x")
_LET: Final = (("LET", "let"), _X, ("EQUAL", "="))
_WALRUS: Final = re.compile(r"([A-Za-z_]\w*)(\s*:=)\s*")
_TYPED: Final = re.compile(
    r"(int|float|str|bool|string|String|boolean|double|long|auto|date|number|const|final|var|val)\s+([A-Za-z_]\w*)\s*=(?!=)\s*"
)
_HERE: Final = {"string": "str", "String": "str", "boolean": "bool", "double": "float", "long": "int"}
_NO_TYPES: Final = frozenset(("auto", "number", "const", "final", "var", "val"))
_CHANGED: Final = re.compile(r"(?:set\s+)?([A-Za-z_][\w.]*)\s*(\+\+|--|[-+*/%]=|=(?!=))\s*")
_CALLED: Final = re.compile(r"([A-Za-z_][\w.]*)\s*\(")
_PRINTS: Final = re.compile(r"(?:print|println|printf|log|puts|echo|console\.\w+|logger\.\w+|logging\.\w+)\Z")
_INSERTS: Final = re.compile(r"([A-Z]\w*)\.(?:append|push|add|insert|create|save|put)\Z")
_ADDS: Final = re.compile(r"([a-z_][\w.]*)\.(?:append|push|add|extend)\Z")
_LOOPS: Final = re.compile(r"(while|loop|until|repeat|do)\b")
_OTHERS: Final = re.compile(r"(try|switch|match|with|case|catch|except|finally|unless)\b")
_HELP: Final = {
    "try": "a lookup that finds nothing gives null: `City[id] ?? fail NotFound(id)`",
    "catch": "a tool that fails changes nothing, and its caller is told; nobody catches",
    "except": "a tool that fails changes nothing, and its caller is told; nobody catches",
    "finally": "a tool that fails changes nothing, and its caller is told; nobody catches",
    "with": "give the value a name: `let x = ...`",
    "unless": "write `if not ... { }`",
}
_WALKED: Final = re.compile(r"\(\s*(?:(?:const|let|var|final|auto)\s+)?([A-Za-z_]\w*)\s+(?:of|in)\s+([^(){}]+?)\s*\)")
_KEY: Final = re.compile(r'"([A-Za-z_]\w*)"(?=\s*[:=])')


def statements(stop: Stop) -> Iterator[Repair]:
    """What *stop* may be in a body, or among the entries of braces, of another language."""
    if "LET" in stop.accepts:
        yield from _assigned(stop)
        yield from _called(stop)
        yield from _blocks(stop)
    yield from _let(stop)
    yield from _for(stop)
    yield from _fn_body(stop)
    yield from _entries(stop)


def _assigned(stop: Stop) -> Iterator[Repair]:
    text, start, limit = stop.span.source.text, stop.span.start, stop.piece.end
    if match := _WALRUS.match(text, start, limit):
        edits = [(start, start, "let "), (match.start(2), match.end(2), " =")]
        finding = said(here(stop, start, match.end(2)), "a name is given with `let`", "write `let name = ...`", *edits)
        yield passing(finding, match.end(), *_LET)
    elif match := _TYPED.match(text, start, limit):
        type_ = _HERE.get(match[1], match[1])
        meant = f"let {match[2]} = " if type_ in _NO_TYPES else f"let {match[2]}: {type_} = "
        edit = (start, match.end(), meant)
        finding = said(here(stop, start, match.end(1)), "a name is given with `let`", f"write `{meant}...`", edit)
        yield passing(finding, match.end(), *_LET)
    elif match := _CHANGED.match(text, start, limit):
        name, mark = match[1], match[2]
        if mark == "=" and "." not in name:
            return
        value = text[match.end() : expression_end(stop.piece, match.end())] if mark not in ("++", "--") else "1"
        value = value.strip() if "\n" not in value else "..."
        end = match.start(2) + 2 if mark in ("++", "--") else expression_end(stop.piece, match.end())
        holder, _, field = name.rpartition(".")
        old = f"{name} {mark[0]} " if mark != "=" else ""
        if holder:
            message, help_ = "rows change with `update`", f"write `update {holder} {{ {field}: {old}{value} }}`"
        else:
            message = "what has a name never changes"
            help_ = f"give the new value another name: `let new_{name} = {old}{value}`, or count and sum a list"
        yield passing(said(here(stop, start, end), message, help_), end)


def _called(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    match = _CALLED.match(text, start, stop.piece.end)
    end = closing(stop.piece, match.end() - 1) if match else None
    before = text[text.rfind("\n", 0, start) + 1 : start].rstrip()
    goes_on = before != "" and before[-1] not in "{};"
    if match is None or end is None or stop.kind != "NAME" or goes_on:
        return
    while text.startswith(";", end):
        end += 1
    span, name = here(stop, start, match.end(1)), match[1]
    if _PRINTS.match(name):
        edit = (_line_start(text, start), end, "")
        finding = said(span, "a tool prints nothing: its caller sees what it returns", "take it out", edit)
    elif inserts := _INSERTS.match(name):
        finding = said(span, "there are no methods to call", f"write `insert {inserts[1]} {{ ... }}`")
    elif adds := _ADDS.match(name):
        help_ = f"make it at once: `[... for x in xs if ...]`, or a new list: `{adds[1]} + [...]`"
        finding = said(span, "lists do not change", help_)
    else:
        finding = said(span, "a call alone does nothing", f"give its result a name: `let x = {name}(...)`")
    yield passing(finding, end)


def _line_start(text: str, at: int) -> int:
    """Where to begin deleting what stands at *at*: with the line end before it, where it is the first in its line."""
    line = text.rfind("\n", 0, at)
    return line if line >= 0 and not text[line:at].strip() else at


def _blocks(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    for pattern in (_LOOPS, _OTHERS):
        match = pattern.match(text, start, stop.piece.end)
        brace = text.find("{", start, stop.piece.end)
        end = closing(stop.piece, brace) if match and brace >= 0 else None
        if match is None or end is None:
            continue
        word, end = match[1], _last_block(stop, end)
        if pattern is _LOOPS:
            message = f"there is no `{word}`: every call of a tool comes to its end"
            help_ = "walk over a list: `for x in xs { ... }`, or count and sum one"
        else:
            message = f"there is no `{word}`"
            help_ = _HELP.get(word, "write `if ... { } else if ... { } else { }`")
        yield passing(said(here(stop, start, match.end()), message, help_), end)


_BLOCK_GOES_ON: Final = re.compile(r"\s*(?:catch|except|finally|while)\b[^{}\n;]*")


def _last_block(stop: Stop, end: int) -> int:
    """Where `try { } catch { } finally { }` or `do { } while (x)` ends whose first block ends at *end*."""
    text = stop.span.source.text
    while match := _BLOCK_GOES_ON.match(text, end, stop.piece.end):
        next_ = closing(stop.piece, match.end()) if text.startswith("{", match.end()) else match.end()
        if next_ is None:
            break
        end = next_
    return end


def _let(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    if stop.kind == "NAME" and re.search(r"\blet\s+\Z", text[max(0, stop.before.start - 20) : stop.before.start]):
        word = stop.before.text
        if word in ("mut", "const", "var", "final", "mutable"):
            finding = said(stop.before, f"there is no `{word}`", "take it out", (stop.before.start, start, ""))
            yield passing(finding, stop.span.end)
    if stop.kind == "EQUAL" and stop.before.text == ":" and stop.before.end == start:
        edit = (start - 1, start + 1, "=" if text[start - 2 : start - 1].isspace() else " =")
        finding = said(here(stop, start - 1, start + 1), "`:=` cannot stand here", "write `=`", edit)
        yield passing(finding, start + 1, _X, ("EQUAL", "="))


def _for(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    if stop.kind != "LPAR" or stop.before.text != "for":
        return
    end = closing(stop.piece, start)
    if end is None:
        return
    walked = _WALKED.match(text, start, end)
    edits = [(start, end, f"{walked[1]} in {walked[2]}")] if walked else []
    message = "`for` walks over a list, without brackets"
    yield passing(
        said(here(stop, start, end), message, "write `for x in xs { ... }`", *edits), end, _X, ("IN", "in"), _X
    )


def _fn_body(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    if stop.kind != "LBRACE" or "EQUAL" not in stop.accepts or not re.match(r"(?:fn|def|func\w*)\b", stop.piece.text):
        return
    end = closing(stop.piece, start)
    if end is None:
        return
    alone = re.fullmatch(r"\{\s*return\s+([^\n;]+?);?\s*\}", text[start:end])
    edits = [(start, end, f"= {alone[1]}")] if alone else []
    message = "a function gives one expression, and has no statements"
    help_ = f"write `= {alone[1]}`" if alone else "write `= ...`, or make it a `tool`, whose body has statements"
    yield passing(said(here(stop, start, start + 1), message, help_, *edits), end, ("EQUAL", "="), _X)


def _entries(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    if stop.kind == "STRING" and "NAME" in stop.accepts and (match := _KEY.match(text, start, stop.piece.end)):
        finding = said(stop.span, "names have no quotes here", f"write `{match[1]}`", (start, match.end(), match[1]))
        yield passing(finding, match.end(), _X)
    if "COLON" not in stop.accepts:
        return
    if stop.kind == "EQUAL" and "EQUAL" not in stop.accepts:
        begin = stop.before.end if stop.before.end < start else start
        finding = said(stop.span, "a name and its value are parted by `:`", "write `:`", (begin, start + 1, ":"))
        yield passing(finding, start + 1, ("COLON", ":"))
    name = stop.before.text
    if stop.kind in ("COMMA", "RBRACE") and stop.accepts == {"COLON"} and name.isidentifier():
        edit = (stop.before.end, stop.before.end, f": {name}")
        finding = said(stop.before, f"`{name}` has no value", f"write `{name}: {name}`", edit)
        # Settings have values too, and nothing there is called as they are.
        yield passing(finding, start, ("COLON", ":"), _X)
