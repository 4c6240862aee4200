"""`toolwright validate`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from toolwright.runtime.errors import CallError
from toolwright.runtime.jsontext import canonical
from toolwright.runtime.validate import Function, functions_of, judge

from .lines import FILE, Told, opened, rows, write
from .writing import apart


@click.command()
@click.option("--tools", required=True, type=FILE, help='JSONL of {"set", "tools"}, or one JSON list of tools.')
@click.option("--calls", required=True, type=FILE, help='JSONL of {"id", "set", "name", "arguments"}.')
@click.option("-o", "--out", required=True, type=FILE, help="JSONL file of verdicts to write; - is standard output.")
def command(tools: Path, calls: Path, out: Path) -> int:
    """Judge calls against any OpenAI function documents, with the codes that episodes use.

    Each call gets a line {"id", "verdict": "accept" or "reject"}, and where it is rejected "code", "message" and the
    "path" of what is wrong. Arguments are text as a model wrote it. A reject is a result, not a failure: the exit code
    is 0, and 2 where a line or a document cannot be read, or a call names a set that is not there; the rest is judged
    all the same.
    Example: toolwright validate --tools tools.jsonl --calls calls.jsonl -o verdicts.jsonl
    """
    apart(out, (tools, calls))
    told = Told()
    sets = _sets(tools, told)
    counts = {"accept": 0, "reject": 0}
    with opened(calls) as lines:
        write(_verdicts(sets, rows(lines, calls, told), calls, told, counts), out)
    click.echo(f"{counts['accept']} accepted, {counts['reject']} rejected: {out}", err=True)
    return 2 if told.wrong else 0


def _sets(file: Path, told: Told) -> dict[str, dict[str, Function]]:
    sets: dict[str, dict[str, Function]] = {}
    with opened(file) as lines:
        data = lines.read().removeprefix(b"\xef\xbb\xbf")
    if data.lstrip().startswith(b"["):
        # A file of one list is one set.
        data = b'{"tools": %s}' % b" ".join(data.split(b"\n"))
    for number, row in rows(data.split(b"\n"), file, told):
        place = f"{file}:{number}"
        name = row.get("set", "")
        if not isinstance(name, str) or not isinstance(row.get("tools"), list):
            told.error(f'{place}: a set of tools is {{"set": name, "tools": [...]}}')
            continue
        if name in sets:
            told.error(f"{place}: there are two sets of the name {name}; the first counts")
            continue
        sets[name], problems = functions_of(row["tools"])
        for problem in problems:
            told.error(f"{place}: {problem.place}: {problem.says}")
        for function in sets[name].values():
            for problem in function.problems:
                kind = "remark: " if problem.ignored else ""
                say = told.remark if problem.ignored else told.error
                say(f"{place}: {function.name}: {problem.place}: {kind}{problem.says}")
    return sets


def _verdicts(
    sets: Mapping[str, Mapping[str, Function]],
    read: Iterator[tuple[int, dict[str, Any]]],
    file: Path,
    told: Told,
    counts: dict[str, int],
) -> Iterator[dict[str, Any]]:
    for number, row in read:
        place = f"{file}:{number}"
        name, chosen = row.get("name"), row.get("set", "")
        if "id" not in row or not isinstance(name, str) or not isinstance(chosen, str):
            told.error(f'{place}: a call is {{"id", "set", "name", "arguments": text}}')
            continue
        if chosen not in sets:
            told.error(f"{place}: not judged, since there is no set of tools named {chosen!r}{_meant(chosen, sets)}")
            continue
        try:
            error = judge(sets[chosen], name, _text(row.get("arguments", "")))
        except KeyError:
            told.error(f"{place}: not judged, since the document of {name} cannot be read")
            continue
        counts["accept" if error is None else "reject"] += 1
        yield {"id": row["id"], "verdict": "accept"} if error is None else _reject(row["id"], error)


def _meant(name: str, sets: Iterable[str]) -> str:
    close = get_close_matches(name, sets, 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _reject(name: Any, error: CallError) -> dict[str, Any]:
    path = {"path": error.path} if error.path else {}
    return {"id": name, "verdict": "reject", "code": str(error.code), "message": error.message, **path}


def _text(arguments: Any) -> str:
    """Arguments as text; what some hosts give as an object is written out, as episodes do."""
    if isinstance(arguments, str):
        return arguments
    try:
        return canonical(arguments)
    except (TypeError, ValueError, RecursionError):
        return ""
