"""Declarations, imports, rows and remarks as other languages write them, and what is written for them here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .reach import here, passing, said
from .stop import Repair, Stop

_X: Final = ("NAME", "x")
_LOOKED_AT: Final = 4000
"""Characters of a declaration that tell what it is."""
_FUNCTIONS: Final = re.compile(
    r"(?:(?:pub|public|export|static|async)\s+)*(?:def|function|func|fun|method|proc|procedure|sub|define|async)\b"
)
_SIGNATURE: Final = re.compile(r"[^{]*\b(?:fails|writes)\b|[^={]*(?:->\s*(?:\{[^{}]*\}|[^={}]*))\s*\{", re.DOTALL)
_PYTHON_FN: Final = re.compile(
    r"(?:async\s+)?def(?=\s+\w+\s*\([^()]*\)\s*->\s*[^:]+?(\s*:\s*return)\s[^\n]+\Z)", re.DOTALL
)
_SHAPES: Final = re.compile(
    r"(?:(?:export|abstract|data)\s+)*(?:class|struct|table|model|type|interface|schema|dataclass|object|message)\b"
)
_SHAPE: Final = re.compile(r"\s+([A-Za-z_]\w*)(\s*=)?(\s+key\b[^{]*)?\s*\{")
_JS_IMPORT: Final = re.compile(r"\{\s*([\w\s,]+?),?\s*\}\s*from\s*([\"'])([^\"'\n]*)\2;?")
_FROM_FILE: Final = re.compile(r"from\s+([\"'])([^\"'\n]*)\1\s+import\s+\(?([\w ,]+)\)?;?")
_FROM: Final = re.compile(r"from\s+[\w.]+\s+import\s+([\w, *()]+)")
_NO_IMPORT: Final = "an import names what it takes, and the file"
_USE: Final = re.compile(r"(?:use|using|include|require)\b[^\n]*")
_BARE: Final = re.compile(r"\|[ \t]*([^\W\d][^|\"'#{}\[\]\n]*)(?=\|)")
_REMARK: Final = re.compile(r"[ \t]*(//+|--+)[^\n]*\n?")
_STRINGS: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_WORDS: Final = {"None": "null", "nil": "null", "NULL": "null", "Null": "null", "True": "true", "TRUE": "true",
                 "False": "false", "FALSE": "false"}  # fmt: skip
_KNOWN: Final = frozenset(("null", "true", "false"))
_DAY: Final = re.compile(r"\|[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z?)?)[ \t]*(?=\|)")


def declarations(stop: Stop) -> Iterator[Repair]:
    """What *stop* may be in a file, or in a table, of another language."""
    if stop.span.start == stop.piece.start or "FN" in stop.accepts:
        yield from _functions(stop)
        yield from _shapes(stop)
        yield from _imports_first(stop)
    if stop.before.text == "import":
        yield from _imports(stop)
    elif stop.kind == "$END" and re.fullmatch(r"import\s+[\w.]+(?:\s+as\s+\w+)?\s*", stop.piece.text):
        at = stop.piece.start
        finding = said(here(stop, at, stop.before.end), _NO_IMPORT, 'write `import name from "file.tool"`')
        yield passing(finding, stop.span.end, ("FROM", "from"), ("STRING", '""'))
    yield from _remarks(stop)
    yield from _documentation(stop)
    if stop.before.text == "|" or stop.kind == "MINUS":
        yield from _cells(stop)


def _functions(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    match = _FUNCTIONS.match(text, start, stop.piece.end)
    if match is None:
        return
    span = here(stop, start, match.end())
    whole = text[start : min(stop.piece.end, start + _LOOKED_AT)].rstrip()
    if (python := _PYTHON_FN.match(whole)) and start + _LOOKED_AT > stop.piece.end:
        edits = [(start, match.end(), "fn"), (start + python.start(1), start + python.end(1), " =")]
        finding = said(span, "a function is declared with `fn`", "write `fn name(...) -> type = ...`", *edits)
        end = start + len(whole)
        signature = (("FN", "fn"), _X, ("LPAR", "("), ("RPAR", ")"), ("ARROW", "->"), _X, ("EQUAL", "="), _X)
        yield passing(finding, end, *signature)
        return
    word = "tool" if _SIGNATURE.match(whole) and re.search(r"\breturn\b", whole) else "fn"
    what = "a tool" if word == "tool" else "a function"
    finding = said(span, f"{what} is declared with `{word}`", f"write `{word}`", (start, match.end(), word))
    yield passing(finding, match.end(), (word.upper(), word))


def _shapes(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    match = _SHAPES.match(text, start, stop.piece.end)
    shape = _SHAPE.match(text, match.end(), stop.piece.end) if match else None
    if match is None:
        return
    span = here(stop, start, match.end())
    keyed = "entity" if shape and shape[3] else "record"
    message = f"there is no `{match.group()}`"
    help_ = "rows of a table are an `entity`: `entity City key id { ... }`; parts of a value are a `record`"
    if shape is None:
        feed = (("RECORD", "record"), _X, ("LBRACE", "{"), ("RBRACE", "}"))
        yield passing(said(span, message, help_), stop.piece.end, *feed)
        return
    edits = [(start, match.end(), keyed)]
    if shape[2]:
        edits.append((shape.start(2), shape.end(2), ""))
    head = (("ENTITY", "entity"), _X, ("KEY", "key"), _X) if shape[3] else (("RECORD", "record"), _X)
    brace = shape.end() - 1
    yield passing(said(span, message, help_, *edits), brace, *head)


def _imports_first(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    end = len(stop.piece.text.rstrip()) + stop.piece.start
    feed = (("IMPORT", "import"), _X, ("FROM", "from"), ("STRING", '""'))
    if match := _FROM_FILE.match(text, start, stop.piece.end):
        meant = f'import {match[3].strip()} from "{match[2]}"'
        edit = (start, match.end(), meant)
        yield passing(said(here(stop, start, match.end()), _NO_IMPORT, f"write `{meant}`", edit), match.end(), *feed)
    elif match := _FROM.match(text, start, stop.piece.end):
        names = match[1].strip(" ()")
        meant = f'import {names if "*" not in names else "name"} from "file.tool"'
        yield passing(said(here(stop, start, match.end()), _NO_IMPORT, f"write `{meant}`"), end, *feed)
    elif match := _USE.match(text, start, stop.piece.end):
        finding = said(here(stop, start, match.end()), _NO_IMPORT, 'write `import name from "file.tool"`')
        yield passing(finding, end, *feed)


def _imports(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    feed = (_X, ("FROM", "from"), ("STRING", '""'))
    if match := _JS_IMPORT.match(text, start, stop.piece.end):
        names = ", ".join(each.strip() for each in match[1].split(",") if each.strip())
        meant = f'{names} from "{match[3].removeprefix("./")}"'
        finding = said(here(stop, start, match.end()), "imported names have no braces", f"write `import {meant}`",
                       (start, match.end(), meant))  # fmt: skip
        yield passing(finding, match.end(), *feed)
        return
    end = len(stop.piece.text.rstrip()) + stop.piece.start
    file = re.search(r"[\"']([^\"'\n]+)[\"']", text[start:end])
    help_ = f'write `import name from "{file[1] if file else "file.tool"}"`'
    yield passing(said(here(stop, start, end), _NO_IMPORT, help_), end, *feed)


# ------------------------------------------------------------------ remarks and documentation


def _remarks(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    for open_, close in (("/*", "*/"), ("<!--", "-->")):
        begin = start if text.startswith(open_, start) else start - 1
        if not text.startswith(open_, begin) or begin < stop.piece.start:
            continue
        end = text.find(close, begin, stop.piece.end)
        if end < 0:
            continue
        end += len(close)
        behind = text[end : (text.find("\n", end) + 1 or len(text) + 1) - 1]
        edits = [(begin, end, _hashed(text[begin + len(open_) : end - len(close)]))] if not behind.strip() else []
        finding = said(here(stop, begin, begin + len(open_)), "a comment begins with `#`", "write `#`", *edits)
        feed = (_X,) if begin < start else ()
        yield passing(finding, end, *feed)
    line = text.rfind("\n", 0, start) + 1
    marks = _REMARK.match(text, line, start + 2)
    within = marks.start(1) if marks else max(text.rfind(mark, line, start) for mark in (" // ", " -- ")) + 1
    if not marks and (within <= line or text.count('"', line, within) % 2):
        return
    # The lines before and behind that begin so are the same mistake.
    while marks and (above := text.rfind("\n", 0, max(0, line - 1)) + 1) < line and above >= stop.piece.start:
        if (earlier := _REMARK.match(text, above, line)) is None:
            break
        line, within = above, earlier.start(1)
    edits, end = [], within
    while match := _REMARK.match(text, end, stop.piece.end):
        edits.append((match.start(1), match.end(1), "#"))
        end = match.end()
    if stop.piece.start <= within and edits and start <= end:
        finding = said(here(stop, within, within + 2), "a comment begins with `#`", "write `#`", *edits)
        needed = "NAME" in stop.accepts and not stop.accepts & {"RBRACE", "RSQB", "RPAR", "$END"}
        yield passing(finding, end, *((_X,) if needed else ()))


def _hashed(comment: str) -> str:
    lines = [re.sub(r"^\s*\*?\s*", "", line).rstrip() for line in comment.strip().splitlines()]
    return "\n".join(f"# {line}".rstrip() for line in lines if line) or "#"


def _documentation(stop: Stop) -> Iterator[Repair]:
    if stop.kind not in ("STRING", "LONG_STRING"):
        return
    text, start = stop.span.source.text, stop.span.start
    line = text.rfind("\n", 0, start) + 1
    if "$END" in stop.accepts and line == start and not text[stop.span.end : stop.piece.end].strip():
        help_ = "write it behind `{`, or behind the type of a `fn`; remarks begin with `#`"
        yield passing(said(stop.span, "documentation stands inside what it is about", help_), stop.span.end)
    elif "LBRACE" in stop.accepts and "FAILS" in stop.accepts:
        brace = re.compile(r"\s*((?:(?:fails|writes)\s+[\w\s,]+?)?\s*)\{").match(text, stop.span.end, stop.piece.end)
        edits = []
        if brace is not None:
            written = stop.span.text
            edits = [(stop.before.end, stop.span.end, ""), (brace.end(), brace.end(), f"\n  {written}")]
        finding = said(stop.span, "the documentation of a tool stands first in its body", "write it behind `{`", *edits)
        yield passing(finding, stop.span.end)


# ------------------------------------------------------------------ cells


def _member(word: str) -> str:
    """What *word* says in quotes: of `Size.large`, the member."""
    return word.rpartition(".")[2] if re.fullmatch(r"[A-Z]\w*\.\w+", word) else word


def _cells(stop: Stop) -> Iterator[Repair]:
    """Texts and dates without quotes in a table: all of them at once, as one mistake."""
    if not stop.piece.text.startswith("data"):
        return
    text, begin = stop.span.source.text, stop.span.start
    end = text.rfind("}", begin, stop.piece.end)
    line = text.rfind("\n", 0, begin) + 1
    if end < 0:
        return
    blanked = _STRINGS.sub(lambda match: '"' + " " * (len(match.group()) - 2) + '"', text[line:end])
    edits: list[tuple[int, int, str]] = []
    for pattern in (_BARE, _DAY):
        for match in pattern.finditer(blanked):
            word, at = match[1].rstrip(), line + match.start(1)
            if word not in _KNOWN and at + len(word) > stop.before.end:
                edits.append((at, at + len(word), _WORDS.get(word, f'"{_member(word)}"')))
    edits.sort()
    if not edits or edits[0][0] > begin:
        return
    start, stop_, meant = edits[0]
    span = here(stop, start, stop_)
    more = f", and {len(edits) - 1} more like it" if len(edits) > 1 else ""
    what = "a date" if span.text[0].isdigit() else "a text"
    message = f"{what} in a table stands in quotes" if meant.startswith('"') else f"`{span.text}` is written `{meant}`"
    feed = (("STRING", '""'), ("VBAR", "|")) if stop.before.text == "|" else (("VBAR", "|"),)
    if stop.kind == "MINUS" and stop.before.text != "|":
        feed = (("VBAR", "|"),)
    yield passing(said(span, message, f"write `{meant}`{more}", *edits), end, *feed)
