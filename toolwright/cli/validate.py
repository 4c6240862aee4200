"""`toolwright validate`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from toolwright.runtime.errors import CallError
from toolwright.runtime.jsontext import canonical, strict_json
from toolwright.runtime.validate import Function, functions_of, judge

_PATH = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--tools", required=True, type=_PATH, help='JSONL of {"set", "tools"}, or one JSON list of tools.')
@click.option("--calls", required=True, type=_PATH, help='JSONL of {"id", "set", "name", "arguments"}.')
@click.option("-o", "--out", required=True, type=_PATH, help="JSONL file of verdicts to write.")
def command(tools: Path, calls: Path, out: Path) -> int:
    """Judge calls against any OpenAI function documents, with the codes that episodes use.

    Each call gets a line {"id", "verdict": "accept" or "reject"}, and where it is rejected "code", "message" and the
    "path" of what is wrong. Arguments are text as a model wrote it. A reject is a result, not a failure: the exit code
    is 0, and 2 where a line or a document cannot be read; the rest is judged all the same.
    Example: toolwright validate --tools tools.jsonl --calls calls.jsonl -o verdicts.jsonl
    """
    told = _Told()
    sets = _sets(tools, told)
    partial = out.with_name(f".{out.name}.part")
    counts = {"accept": 0, "reject": 0}
    try:
        with partial.open("w", encoding="utf-8") as file:
            for verdict in _verdicts(sets, calls, told):
                counts[verdict["verdict"]] += 1
                # Escaped, since an id may hold what is no text; whoever reads the line gets it back.
                file.write(json.dumps(verdict, sort_keys=True) + "\n")
        partial.replace(out)
    except OSError as problem:
        raise click.ClickException(f"{out} cannot be written: {problem.strerror or problem}") from None
    finally:
        partial.unlink(missing_ok=True)
    click.echo(f"{counts['accept']} accepted, {counts['reject']} rejected: {out}", err=True)
    return 2 if told.wrong else 0


class _Told:
    """Says on standard error what cannot be read, each thing once."""

    def __init__(self) -> None:
        self.wrong = False
        self._said: set[str] = set()

    def error(self, text: str) -> None:
        """Something cannot be judged."""
        self.wrong = True
        self.remark(text)

    def remark(self, text: str) -> None:
        """Something means nothing, and all can be judged."""
        if text not in self._said:
            self._said.add(text)
            click.echo(text.encode("utf-8", "backslashreplace").decode(), err=True)


def _sets(file: Path, told: _Told) -> dict[str, dict[str, Function]]:
    sets: dict[str, dict[str, Function]] = {}
    for number, row in _rows(file, told, whole=True):
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


def _verdicts(sets: Mapping[str, Mapping[str, Function]], file: Path, told: _Told) -> Iterator[dict[str, Any]]:
    for number, row in _rows(file, told):
        place = f"{file}:{number}"
        name, chosen = row.get("name"), row.get("set", "")
        if "id" not in row or not isinstance(name, str) or not isinstance(chosen, str):
            told.error(f'{place}: a call is {{"id", "set", "name", "arguments": text}}')
            continue
        if chosen not in sets:
            told.remark(f"{place}: there is no set of tools named {chosen!r}")
        try:
            error = judge(sets.get(chosen, {}), name, _text(row.get("arguments", "")))
        except KeyError:
            told.error(f"{place}: not judged, since the document of {name} cannot be read")
            continue
        yield {"id": row["id"], "verdict": "accept"} if error is None else _reject(row["id"], error)


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


def _rows(file: Path, told: _Told, whole: bool = False) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSONL file with their line numbers; with *whole*, a file of one JSON list is one set."""
    try:
        data = file.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be read: {problem.strerror or problem}") from None
    if whole and data.lstrip().startswith(b"["):
        data = b'{"tools": %s}' % b" ".join(data.split(b"\n"))
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            row = strict_json(line.decode())
        except (ValueError, RecursionError):
            told.error(f"{file}:{number}: this is no strict JSON in UTF-8")
            continue
        if isinstance(row, dict):
            yield number, row
        else:
            told.error(f"{file}:{number}: this is no JSON object")
