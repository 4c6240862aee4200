"""Expressions as other languages write them, and what is written for them here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .lexical import unclosed
from .reach import closing, expression_end, expression_start, find, here, passing, said
from .stop import Repair, Stop

_NO_NAMELESS: Final = "there are no functions without a name"
_COMPREHENSION: Final = "write a list such as `[x.name for x in xs if x.size > 5]`"
_ARROW: Final = re.compile(r"\(\s*\(?\s*(?:\|\s*)?([A-Za-z_]\w*)\s*(?:\)\s*=>|=>|\)\s*->|->|\|)\s*")
_ARROW_AT: Final = re.compile(r"=>\s*")
_LAMBDA: Final = re.compile(r"\b(filter|map)\s*\(\s*lambda\s+([A-Za-z_]\w*)\s*:\s*")
_LINK: Final = re.compile(r"\s*\.(filter|map)(?=\()")
_RECEIVER: Final = re.compile(r"((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*)\.([A-Za-z_]\w*)\Z")
_BETWEEN: Final = re.compile(r"between\s+([\w.]+)\s+and\s+([\w.]+)", re.IGNORECASE)
_LIKE: Final = re.compile(r'i?like\s+"(%?)([^"%_\\]+)(%?)"', re.IGNORECASE)
_LIKE_WORD: Final = re.compile(r"(?:i?like|matches|regexp|~=|=~)\s*", re.IGNORECASE)
_OPERAND: Final = re.compile(r"[A-Za-z_][\w.]*\Z")
_AS: Final = re.compile(r"as\s+([A-Za-z_]\w*)")
_CAST: Final = re.compile(r"\(\s*(int|float|double|str|string|String|bool|long|number)\s*\)\s*\Z")
_CONVERSIONS: Final = {
    **dict.fromkeys(("float", "double"), "multiply by `1.0` to make it a float"),
    **dict.fromkeys(("int", "long", "number"), "use `round(x)`, `floor(x)` or `ceil(x)`"),
    **dict.fromkeys(("str", "string", "String"), "use `text(x)`"),
    "bool": "compare instead: `x != 0`",
}
_GOT: Final = {
    **dict.fromkeys(("get", "find", "findOne", "find_one", "by_id", "findUnique", "findById", "lookup"), True),
    **dict.fromkeys(("filter", "where", "select", "findMany", "find_all", "findAll", "query", "map", "all"), False),
}
"""Methods that find rows: whether they find one."""
_CHANGING: Final = frozenset(("append", "push", "add", "extend", "insert", "remove", "pop", "update", "put"))
_LENGTHS: Final = frozenset(("length", "size", "len"))
_EXPONENT: Final = re.compile(r"([0-9][0-9_]*)\.?([eE][+-]?[0-9]+)\b")
_BASED: Final = re.compile(r"0[xX][0-9a-fA-F]+\b|0[bB][01]+\b|0[oO][0-7]+\b")
_LETTER: Final = re.compile(r"([0-9]+)[lLfFdDnuU]\b")
_POINT: Final = re.compile(r"\.[0-9]+")
_THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])")
_DECIMAL_COMMA: Final = re.compile(r"[0-9]+,[0-9]+(?![0-9,.])")


def expressions(stop: Stop) -> Iterator[Repair]:
    """What *stop* may be in an expression of another language."""
    yield from _numbers(stop)
    if "COALESCE" in stop.accepts or "RSQB" in stop.accepts or "COMPARE" in stop.accepts:
        yield from _ternary(stop)
        yield from _python_ternary(stop)
        yield from _words(stop)
        yield from _casts(stop)
    yield from _question_colon(stop)
    yield from _nameless(stop)
    yield from _methods(stop)
    yield from _powers(stop)
    yield from _tuple(stop)
    yield from _slice(stop)
    yield from _then(stop)


# ------------------------------------------------------------------ conditions


def _ternary(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    if text[start : start + 1] != "?" or text.startswith("?:", start):
        return
    begin = expression_start(stop.piece, start)
    colon = _colon(stop, start + 1)
    if begin is None or colon is None:
        return
    end = expression_end(stop.piece, colon + 1)
    span = here(stop, begin, end)
    meant = _chosen(stop, begin, start, colon, end)
    message, help_ = "there is no `? :`", "write `if condition then a else b`"
    yield passing(said(here(stop, start, start + 1), message, help_, (span.start, span.end, meant)), end)


_NESTED: Final = 20
"""Choices in choices that are written anew; deeper ones stay as they are."""


def _chosen(stop: Stop, begin: int, mark: int, colon: int, end: int, depth: int = 0) -> str:
    """What is written for a choice whose `?` and `:` stand at *mark* and *colon*; others in its last part too."""
    text = stop.span.source.text
    rest = text[colon + 1 : end].strip()
    inner = find(here(stop, colon + 1, end), colon + 1, "?")
    if depth < _NESTED and inner is not None and (next_ := _colon(stop, inner.end)) is not None:
        rest = _chosen(stop, colon + 1, inner.start, next_, end, depth + 1)
    return f"if {_bare(text[begin:mark])} then {text[mark + 1 : colon].strip()} else {rest}"


def _bare(text: str) -> str:
    """*text* without brackets around all of it."""
    text = text.strip()
    return text[1:-1].strip() if re.fullmatch(r"\([^()]*\)", text) else text


def _colon(stop: Stop, at: int) -> int | None:
    """The `:` that belongs to the `?` before *at*."""
    depth = 0
    while (token := find(stop.piece, at, ":")) is not None:
        asked = find(here(stop, at, token.start), at, "?")
        if asked is None:
            if depth == 0:
                return token.start
            depth -= 1
            at = token.end
        else:
            depth += 1
            at = asked.end
    return None


def _python_ternary(stop: Stop) -> Iterator[Repair]:
    if stop.kind != "IF" or "LET" in stop.accepts:
        return
    text, start = stop.span.source.text, stop.span.start
    begin = expression_start(stop.piece, start)
    other = find(stop.piece, stop.span.end, "else")
    if begin is None or other is None:
        return
    end = expression_end(stop.piece, other.end)
    value, condition, rest = text[begin:start], text[stop.span.end : other.start], text[other.end : end]
    meant = f"if {condition.strip()} then {value.strip()} else {rest.strip()}"
    finding = said(stop.span, "the condition stands first", "write `if condition then a else b`", (begin, end, meant))
    yield passing(finding, end)


def _question_colon(stop: Stop) -> Iterator[Repair]:
    if stop.span.source.text.startswith("?:", stop.span.start) and "COALESCE" in stop.accepts:
        start, end = stop.span.start, stop.span.start + 2
        finding = said(
            here(stop, start, end), "what counts for null stands behind `??`", "write `??`", (start, end, "??")
        )
        yield passing(finding, end, ("COALESCE", "??"))


def _then(stop: Stop) -> Iterator[Repair]:
    if "THEN" not in stop.accepts:
        return
    text, start = stop.span.source.text, stop.span.start
    help_ = "write `if condition then a else b`"
    if stop.kind == "LBRACE" and (first := closing(stop.piece, start)) is not None:
        other = re.compile(r"\s*else\s*(?=\{)").match(text, first, stop.piece.end)
        if other is not None and (last := closing(stop.piece, other.end())) is not None:
            then, else_ = text[start + 1 : first - 1].strip(), text[other.end() + 1 : last - 1].strip()
            message = "an `if` that gives a value has `then` and `else`, and no braces"
            edits = [(start, last, f"then {then} else {else_}")] if "\n" not in then + else_ else []
            yield passing(said(stop.span, message, help_, *edits), last, ("THEN", "then"), _X, ("ELSE", "else"), _X)
    elif stop.kind == "COLON" or stop.span.text == "?":
        finding = said(stop.span, f"`{stop.span.text}` cannot stand here", help_, (start, stop.span.end, " then"))
        yield passing(finding, stop.span.end, ("THEN", "then"))
    else:
        at = stop.before.end
        yield passing(
            said(here(stop, at, at), "`then` is missing here", help_, (at, at, " then")), start, ("THEN", "then")
        )


_X: Final = ("NAME", "x")


# ------------------------------------------------------------------ functions and methods


def _nameless(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    if stop.before.text == "lambda" and stop.kind in ("NAME", "COLON"):
        colon = find(stop.piece, start, ":")
        end = expression_end(stop.piece, colon.end if colon else start)
        yield passing(said(stop.before, _NO_NAMELESS, _COMPREHENSION, *_listed(stop)), end)
    arrow = _ARROW_AT.match(text, start, stop.piece.end) or (
        _ARROW_AT.match(text, start - 1, stop.piece.end) if stop.before.text == "=" else None
    )
    behind_value = "COMMA" in stop.accepts or "COMPARE" in stop.accepts
    if arrow is not None and (behind_value or stop.before.text == "=") and "ARROW" not in stop.accepts:
        end = expression_end(stop.piece, arrow.end())
        span = here(stop, arrow.start(), arrow.start() + 2)
        feed = (_X,) if stop.before.text == "=" else ()
        # `fn f(x: int) -> int => x` has an expression where `=` stands; what is behind it is no function's body.
        if stop.before.text != "=" or unclosed(here(stop, stop.piece.start, arrow.start())):
            yield passing(said(span, _NO_NAMELESS, _COMPREHENSION), end, *feed)
        elif stop.before.text == "=":
            finding = said(span, "what a function gives stands behind `=`", "write `=`", (span.start, span.end, "="))
            yield passing(finding, arrow.end())


def _listed(stop: Stop) -> list[tuple[int, int, str]]:
    """`filter(lambda x: c, xs)` as the list that it means."""
    text, source, at = stop.span.source.text, stop.piece, stop.before.start
    calls = _LAMBDA.finditer(text, source.start, source.end)
    match = next((call for call in calls if call.start() < at < call.end()), None)
    if match is None:
        return []
    end = closing(source, match.end(1) + text[match.end(1) :].index("("))
    body_end = expression_end(source, match.end())
    rest = text[body_end:end].strip() if end else ""
    if end is None or not rest.startswith(",") or not rest.endswith(")"):
        return []
    return [(match.start(), end, _query(match[1], match[2], text[match.end() : body_end].strip(), rest[1:-1].strip()))]


def _query(verb: str, name: str, body: str, items: str) -> str:
    return f"[{name} for {name} in {items} if {body}]" if verb == "filter" else f"[{body} for {name} in {items}]"


def _methods(stop: Stop) -> Iterator[Repair]:
    if stop.kind != "LPAR" or stop.before.end != stop.span.start:
        return
    text, start = stop.span.source.text, stop.span.start
    receiver = _RECEIVER.search(text, max(stop.piece.start, start - 200), start)
    name = stop.before.text
    end = closing(stop.piece, start)
    if end is None or not text[: stop.before.start].endswith("."):
        return
    held = receiver[1] if receiver else "xs"
    message = "there are no methods to call"
    arrow = _ARROW.match(text, start, end)
    if arrow is not None and receiver is not None and name in ("filter", "map", "find"):
        body = text[arrow.end() : end - 1].strip()
        meant = _query("map" if name == "map" else "filter", arrow[1], body, held)
        meant = f"first({meant})" if name == "find" else meant
        sure = "{" not in body
        while name != "find" and (link := _LINK.match(text, end, stop.piece.end)):
            last, behind = closing(stop.piece, link.end()), _ARROW.match(text, link.end(1), stop.piece.end)
            if last is None or behind is None:
                break
            body = text[behind.end() : last - 1].strip()
            sure = sure and "{" not in body
            meant, end = _query(link[1], behind[1], body, meant), last
        # What is called on the list next would not be mended.
        edits = [(receiver.start(), end, meant)] if sure and text[end : end + 1] != "." else []
        yield passing(said(stop.span, message, f"write `{meant}`" if edits else _COMPREHENSION, *edits), end)
    elif name in _GOT and held[:1].isupper():
        one = f"look a row up by its key: `{held}[key]`"
        many = f"choose rows with a list: `[x for x in {held} if ...]`"
        yield passing(said(stop.span, message, one if _GOT[name] else many), end)
    elif name in ("filter", "map", "find", "reduce", "some", "every", "forEach", "sort", "select", "where"):
        yield passing(said(stop.span, message, _COMPREHENSION), end)
    elif name in _CHANGING:
        help_ = f"write `insert {held} {{ ... }}`" if held[:1].isupper() else "write a new list: `xs + [x]`"
        yield passing(said(stop.span, message, help_), end)
    elif name in _LENGTHS:
        help_ = f"write `count({held})` for a list, `length({held})` for a text"
        yield passing(said(stop.span, message, help_), end)
    elif name in ("unwrap", "get", "orElse", "or_else", "unwrap_or", "getOrElse"):
        yield passing(said(stop.span, message, f"give a value for null: `{held} ?? ...`"), end)


# ------------------------------------------------------------------ operators


def _words(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    if stop.kind == "NAME" and stop.before.text == "NOT":
        # The parser has taken it for a name.
        edit = (stop.before.start, stop.before.end, "not")
        yield passing(said(stop.before, "`NOT` cannot stand here", "write `not`", edit), stop.span.end)
    operand = _OPERAND.search(text, max(stop.piece.start, stop.before.end - 100), stop.before.end)
    if match := _BETWEEN.match(text, start, stop.piece.end):
        low, high = match[1], match[2]
        edits = []
        if operand is not None:
            held = operand.group()
            edits = [(operand.start(), match.end(), f"{held} >= {low} and {held} <= {high}")]
        finding = said(here(stop, start, start + 7), "there is no `between`", "write `x >= a and x <= b`", *edits)
        yield passing(finding, match.end(), ("COMPARE", ">="), _X)
        return
    if match := _LIKE.match(text, start, stop.piece.end):
        function = {("", "%"): "starts_with", ("%", ""): "ends_with", ("%", "%"): "contains"}.get((match[1], match[3]))
        if function is not None and operand is not None:
            meant = f'{function}({operand.group()}, "{match[2]}")'
            edit = (operand.start(), match.end(), meant)
            finding = said(here(stop, start, start + 4), "there is no `like`", f"write `{meant}`", edit)
            yield passing(finding, match.end())
            return
    if match := _LIKE_WORD.match(text, start, stop.piece.end):
        word = match.group().strip()
        help_ = "use `contains(a, b)`, `starts_with(a, b)` or `ends_with(a, b)`"
        finding = said(here(stop, start, start + len(word)), f"there is no `{word}`", help_)
        yield passing(finding, match.end(), ("COMPARE", "=="))


def _casts(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    message = "values are not cast to other types"
    if (match := _AS.match(text, start, stop.piece.end)) and match[1] in _CONVERSIONS:
        yield passing(said(here(stop, start, match.end()), message, _CONVERSIONS[match[1]]), match.end())
    if stop.kind in ("NAME", "INT", "LPAR") and stop.before.text == ")":
        match = _CAST.search(text, max(stop.piece.start, start - 30), start)
        if match is not None:
            yield passing(
                said(here(stop, match.start(), stop.before.end), message, _CONVERSIONS[match[1]]), start, _PLUS
            )
    if text[start : start + 1] == "!" and stop.before.end == start and not text.startswith("!=", start):
        help_ = "give a value for null, `x ?? 0`, or fail: `x ?? fail NotFound()`"
        yield passing(said(here(stop, start, start + 1), "there is no `!` behind a value", help_), start + 1)


_PLUS: Final = ("PLUS", "+")


def _powers(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    help_ = "multiply, or write it in Python: `extern python`"
    if stop.kind == "STAR" and stop.before.text == "*" and stop.before.end == start:
        yield passing(said(here(stop, start - 1, start + 1), "there is no `**`", help_), start + 1)
    if text[start : start + 1] == "^" and "STAR" in stop.accepts:
        yield passing(said(here(stop, start, start + 1), "there is no `^`", help_), start + 1, ("STAR", "*"))


def _tuple(stop: Stop) -> Iterator[Repair]:
    text = stop.span.source.text
    if stop.kind != "COMMA" or "RPAR" not in stop.accepts:
        return
    open_ = unclosed(here(stop, stop.piece.start, stop.span.start))
    end = closing(stop.piece, open_[-1].start) if open_ and open_[-1].text == "(" else None
    if end is None:
        return
    start = open_[-1].start
    help_ = f"write a list: `[{text[start + 1 : end - 1].strip()}]`" if end - start < 60 else "write a list: `[a, b]`"
    message = "there are no tuples: round brackets hold one expression"
    inside = re.search(r"\bin\s*\Z", text[max(0, start - 10) : start]) is not None
    edits = [(start, start + 1, "["), (end - 1, end, "]")] if inside else []
    yield passing(said(here(stop, start, end), message, help_, *edits), end, ("RPAR", ")"))


def _slice(stop: Stop) -> Iterator[Repair]:
    if stop.kind != "COLON":
        return
    open_ = unclosed(here(stop, stop.piece.start, stop.span.start))
    end = closing(stop.piece, open_[-1].start) if open_ and open_[-1].text == "[" else None
    if end is None or not re.match(r"[\w)\]]", stop.span.source.text[open_[-1].start - 1 :][:1]):
        return
    feed = () if "RSQB" in stop.accepts else (_X,)
    finding = said(here(stop, open_[-1].start, end), "there are no slices", "write `[x for x in xs skip 1 take 3]`")
    yield passing(finding, end, *feed, ("RSQB", "]"))


# ------------------------------------------------------------------ numbers


def _numbers(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    begin = start
    while begin > stop.piece.start and text[begin - 1] in "0123456789_.":
        begin -= 1
    fraction = _POINT.match(text, start)
    if fraction and begin == start:
        end = fraction.end()
        if "INT" in stop.accepts:
            finding = said(
                here(stop, start, end),
                "a number begins with a digit",
                f"write `0{text[start:end]}`",
                (start, start, "0"),
            )
            yield passing(finding, end, ("INT", "0"))
        return
    if begin == start:
        return
    meant, match = None, _EXPONENT.match(text, begin)
    if match is not None:
        meant, message = f"{match[1]}.0{match[2]}", "a number with an exponent has a point"
    elif match := _BASED.match(text, begin):
        meant, message = str(int(match.group(), 0)), "whole numbers are written in tens"
    elif match := _LETTER.match(text, begin):
        meant, message = match[1], "numbers have no letter behind them"
    elif match := _THOUSANDS.match(text, begin):
        if "COMMA" in stop.accepts:
            return
        meant, message = match.group().replace(",", "_"), "thousands are parted by `_`"
    elif stop.kind == "COMMA" and (match := _DECIMAL_COMMA.match(text, begin)):
        meant, message = match.group().replace(",", "."), "a number has a decimal point"
    elif text[start - 1] == "." and text[begin].isdigit():
        finding = said(
            here(stop, begin, start),
            "a digit follows the point of a number",
            f"write `{text[begin:start]}0`",
            (start - 1, start, ".0"),
        )
        yield passing(finding, stop.span.start, _X)
        return
    if meant is not None and match is not None and match.end() > start:
        finding = said(here(stop, begin, match.end()), message, f"write `{meant}`", (begin, match.end(), meant))
        yield passing(finding, match.end())
