"""From the text of a training file to a `Config`, or to findings: file, line and column, code, and what to write
instead.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError

from toolwright.dsl.diagnostics import Diagnostic, Edit, Fix, error
from toolwright.dsl.diagnostics.findings import listed, near
from toolwright.dsl.source import Source, Span

from .contradictions import contradictions
from .models import STAGES, TINY, BundleSection, Config, ModelSection
from .places import KeyPath, Place, places, unclosed

COMMAND_LINE: Final = "<command line>"
"""The name of the source of settings from there."""


@dataclass(frozen=True, slots=True)
class Written:
    """A training file as it was written, with what the command line changed: says where a setting stands."""

    source: Source
    places: Mapping[KeyPath, Place]
    overrides: Mapping[KeyPath, Span]

    def key(self, path: KeyPath) -> Span:
        """Where the name of *path* stands, or of the nearest table around it."""
        return self._span(path, value=False)

    def value(self, path: KeyPath) -> Span:
        """Where its value stands."""
        return self._span(path, value=True)

    def _span(self, path: KeyPath, value: bool) -> Span:
        outwards = [path[:length] for length in range(len(path), 0, -1)]
        # What the command line said of a list has taken the place of what the file says of its elements.
        for each in outwards:
            if each in self.overrides:
                return self.overrides[each]
        for each in outwards:
            if each in self.places:
                place = self.places[each]
                return Span(self.source, *(place.value if value else place.key))
        # A table that the command line alone has begun stands where it first says something of it.
        for each in outwards:
            for said, span in self.overrides.items():
                if said[: len(each)] == each:
                    return span
        return Span(self.source, 0, 0)


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of reading a training file."""

    config: Config | None
    """None where there are errors."""
    diagnostics: tuple[Diagnostic, ...]
    written: Written
    sound: Config | None
    """The sections without errors, in which more may be found, so that all is told at once: `config` where that is
    there, None where nothing can be said. In the place of a `bundle` that is wrong stands one without paths, in that
    of a `model` the tiny one.
    """


def read(name: str, text: str, overrides: Sequence[str] = ()) -> Checked:
    """Read the training file *name*; each of *overrides* is `section.key=value` and wins over the file."""
    source = Source(name, text)
    if isinstance(table := _table(source), Diagnostic):
        return Checked(None, (table,), Written(source, {}, {}), None)
    changed, problems = _override(table, overrides)
    written = Written(source, places(text), changed)
    table.setdefault("order", [name for name in table if name in STAGES])
    broken: set[str] = set()
    try:
        sound = Config.model_validate(table)
    except ValidationError as refused:
        errors = refused.errors(include_url=False)
        unknown = {each["loc"] for each in errors if each["type"] == "extra_forbidden"}
        problems += [_finding(written, each, table) for each in errors if not _misspelt(each, unknown)]
        broken = {str(each["loc"][0]) for each in errors}
        if any(len(path) == 1 for path in unknown):
            # It may be any section that is not there.
            broken |= Config.model_fields.keys() - table.keys()
        sound = _without(table, broken)
    problems += [
        error("TW0906", written.value(each.path), each.message, help=each.help)
        for each in contradictions(sound, table)
        if not each.about & broken
    ]
    return Checked(None if problems else sound, tuple(problems), written, sound)


def _without(table: Mapping[str, Any], broken: set[str]) -> Config:
    """What *table* says beside the sections and settings that are *broken*."""
    kept = {name: value for name, value in table.items() if name not in broken}
    order = kept.get("order", [name for name in STAGES if name in table])
    kept["order"] = [name for name in order if name not in broken]
    kept.setdefault("bundle", BundleSection.model_construct(paths=[]))
    kept.setdefault("model", ModelSection(path=TINY))
    return Config.model_validate(kept)


_PLACE: Final = re.compile(r" \(at line (\d+), column (\d+)\)$")


def _table(source: Source) -> dict[str, Any] | Diagnostic:
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as problem:
        message = str(problem)
        where = _PLACE.search(message)
        at = len(source.text)
        if where:
            line, column = int(where[1]), int(where[2])
            # The reader counts columns after it made every line end one character.
            at = sum(len(each) + 1 for each in source.text.split("\n")[: line - 1]) + column - 1
        words = _PLACE.sub("", message).removesuffix(" (at end of document)")
        at = min(at, len(source.text))
        bracket = unclosed(source.text, at) if at == len(source.text) or words.startswith("Unclosed") else None
        if bracket is not None:
            # The reader is at what follows, which is often a line that is right.
            at, kind = bracket, "array" if source.text[bracket] == "[" else "inline table"
            words = words if words.startswith(("Unclosed", "Expected")) else f"unclosed {kind}"
        return error(
            "TW0919",
            Span(source, at, min(at + 1, len(source.text))),
            f"this is no TOML: {words[:1].lower()}{words[1:]}",
            help='write `key = value`, with texts in quotes: `path = "tiny"`',
        )
    except RecursionError:
        return error("TW0919", Span(source, 0, 0), "brackets nest deeper than any setting could")


def _override(table: dict[str, Any], overrides: Sequence[str]) -> tuple[dict[KeyPath, Span], list[Diagnostic]]:
    """Put *overrides* into *table*; where each came from, and what is wrong with them."""
    spans: dict[KeyPath, Span] = {}
    problems: list[Diagnostic] = []
    for text in overrides:
        source = Source(COMMAND_LINE, text)
        key, equals, value = text.partition("=")
        span = Span(source, 0, len(text))
        names = tuple(name.strip() for name in key.split("."))
        if not equals or not all(names):
            wrong = f"`{text}` is no setting" if equals else f"`{text}` has no value"
            problems.append(error("TW0906", span, wrong, help="write `section.key=value`, such as `grpo.steps=10`"))
            continue
        inner = table
        for name in names[:-1]:
            if not isinstance(inner.setdefault(name, {}), dict):
                problems.append(error("TW0906", span, f"`{name}` is a value and has no settings of its own"))
                break
            inner = inner[name]
        else:
            inner[names[-1]] = _literal(value.strip())
            spans[names] = span
    return spans, problems


def _literal(text: str) -> Any:
    """The TOML value that *text* is; what is none is taken as it stands, so that paths need no quotes."""
    try:
        (value,) = tomllib.loads(f"value = {text}").values()
    except (ValueError, RecursionError):
        return text
    return value


# ------------------------------------------------------------------ what pydantic refuses

_KINDS: Final[Mapping[str, str]] = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "string_type": "a text in quotes",
    "list_type": "a list in brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}
_BOUNDS: Final[Mapping[str, tuple[str, str]]] = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def _finding(written: Written, refused: Any, table: Mapping[str, Any]) -> Diagnostic:
    """The finding for one error of pydantic's."""
    # Behind the path of a setting that takes one of several types stands which of them was tried.
    path = tuple(refused["loc"])
    while path and not _stands(table, path) and refused["type"] != "missing":
        path = path[:-1]
    kind = refused["type"]
    name = str(path[-1]) if path and isinstance(path[-1], str) else str(path[-2]) if len(path) > 1 else ""
    if kind == "extra_forbidden":
        return _unknown(written, path)
    if kind == "missing":
        inside = f"`[{'.'.join(map(str, path[:-1]))}]` lacks" if path[:-1] else "the file lacks"
        what = f"the section `[{path[-1]}]`" if section_of(path) else f"the setting `{path[-1]}`"
        return error("TW0907", written.key(path[:-1]), f"{inside} {what}", help=_described(path))
    span = written.value(path)
    if kind == "literal_error":
        known = _choices(path)
        guess = near(str(refused["input"]), known)
        exact = span.text == f'"{refused["input"]}"'
        return error(
            "TW0906",
            span,
            f"`{name}` is {listed(known, 'or')}, and not `{refused['input']}`",
            help=f"did you mean `{guess}`?" if guess else None,
            fix=Fix(f"write `{guess}`", (Edit(span, f'"{guess}"'),)) if guess and exact else None,
        )
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        limit = refused["ctx"][bound]
        return error(
            "TW0906", span, f"`{name}` is {words} {limit:g}, and not {refused['input']}", help=_described(path)
        )
    if kind == "too_short":
        return error("TW0906", span, f"`{name}` is empty", help=_described(path))
    wanted = _KINDS.get(kind, "something else")
    return error("TW0906", span, f"`{name}` is {wanted}, and this is {_kind(refused['input'])}", help=_described(path))


def _misspelt(refused: Any, unknown: set[KeyPath]) -> bool:
    """Whether something is missing that stands in the same section under a name that is only misspelt."""
    *section, name = refused["loc"]
    others = [str(path[-1]) for path in unknown if list(path[:-1]) == section]
    return refused["type"] == "missing" and any(near(other, [str(name)]) for other in others)


def _stands(table: Any, path: KeyPath) -> bool:
    try:
        for step in path:
            table = table[step]
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _unknown(written: Written, path: KeyPath) -> Diagnostic:
    """The finding for a key that no section knows."""
    name, span = str(path[-1]), written.key(path)
    section = section_of(path[:-1])
    known = list(section.model_fields) if section else []
    where = f"`[{path[0]}]` has no setting" if len(path) > 1 else "there is no section or setting"
    guess = near(name, known)
    if guess:
        fix = Fix(f"write `{guess}`", (Edit(span, guess),)) if span.text == name else None
        return error("TW0905", span, f"{where} `{name}`", help=f"did you mean `{guess}`?", fix=fix)
    owners = [other for other in Config.model_fields if name in getattr(section_of((other,)), "model_fields", ())]
    if owners:
        return error(
            "TW0905", span, f"{where} `{name}`", help=f"it is a setting of {listed([f'[{o}]' for o in owners])}"
        )
    if len(path) > 1:
        help_text = f"it has {listed(known)}"
    else:
        plain = [each for each in known if section_of((each,)) is None]
        sections = [each for each in known if each not in plain]
        help_text = f"the sections are {listed(sections)}; {listed(plain)} stand before them"
    if "trl" in known:
        help_text += f"; options of TRL's own stand in `[{path[0]}.trl]`"
    return error("TW0905", span, f"{where} `{name}`", help=help_text)


def section_of(path: KeyPath) -> type[BaseModel] | None:
    """The class of the section at *path*, None where there is a value."""
    model: type[BaseModel] = Config
    for step in path:
        field = model.model_fields.get(str(step))
        candidates = [field.annotation, *get_args(field.annotation)] if field else []
        found = next((each for each in candidates if isinstance(each, type) and issubclass(each, BaseModel)), None)
        if found is None:
            return None
        model = found
    return model


def _choices(path: KeyPath) -> list[str]:
    """The words that the setting at *path* takes."""
    names = [step for step in path if isinstance(step, str)]
    section = section_of(tuple(names[:-1])) if names else None
    annotation: Any = section.model_fields[names[-1]].annotation if section else None
    return [word for word in _leaves(annotation) if isinstance(word, str)]


def _leaves(annotation: Any) -> Iterator[Any]:
    arguments = get_args(annotation)
    if not arguments:
        yield annotation
    for each in arguments:
        yield from _leaves(each)


def _described(path: KeyPath) -> str | None:
    """What a setting is for, from its own description."""
    return _EXAMPLES.get(tuple(step for step in path if isinstance(step, str)))


_EXAMPLES: Final[Mapping[KeyPath, str]] = {
    ("bundle",): 'write `[bundle]` with `paths = ["build/*"]`',
    ("bundle", "paths"): 'write the bundles to train on: `paths = ["build/*"]`',
    ("model",): 'write `[model]` with `path = "tiny"`, or with a folder or a name on the hub',
    ("model", "path"): 'write `path = "tiny"`, a folder or a name on the hub',
    **{(stage, "steps"): "write how many optimizer steps it takes: `steps = 100`" for stage in STAGES},
}


def _kind(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return f"the number {value}"
        case float():
            return f"the number {value:g}"
        case str():
            return f'the text "{value}"'
        case list():
            return "a list"
        case dict():
            return "a table"
    return "a date or time"
