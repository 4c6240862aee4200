"""The bundle: what the compiler writes and everybody else reads. It is data, safe to load from a stranger.

Nothing in it is imported. Its hashes must match, its intermediate form must pass the verifier, its names are checked
before they become paths or code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache, cached_property
from json.encoder import encode_basestring
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, JsonValue, TypeAdapter, ValidationError

from .answers import Answer, AnswerType, Scalar
from .bundle_files import BundleError, read_files
from .facts import Fact, fact_from_json
from .formulas import Formulas
from .ir.cost.limit import too_much_work
from .ir.expressions import Expr
from .ir.tools import ToolModule
from .ir.types import Model
from .ir.verify import problems
from .jsontext import canonical, strict_json
from .line_map import LineMap, Row, is_map_path, map_path
from .python import BUILTINS
from .rows import row_problem

if TYPE_CHECKING:
    from .environment import Environment

FORMAT = 1
Kind = Literal["single_hop", "parallel_single_hop", "multi_hop", "parallel_multi_hop"]


class RewardSettings(Model):
    """What a spec's `reward` block may set (DESIGN.md 7)."""

    max_turns: int = Field(default=10, ge=1, le=100)
    solve_weight: float = Field(default=0.5, ge=0, le=1)
    answer_weight: float = Field(default=0.5, ge=0, le=1)
    repeat: float = Field(default=-0.2, ge=-1, le=0)
    """A turn that calls on when nothing is open."""
    malformed: float = Field(default=-0.3, ge=-1, le=0)
    """A final turn with tool-call debris in its text."""
    empty: float = Field(default=-0.5, ge=-1, le=0)
    """A final turn without text."""


class FileHash(Model):
    """A file of the spec with its hash."""

    path: str
    sha256: str


class LevelInfo(Model):
    """A level in the manifest; *operators* is empty for `base`."""

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")
    operators: dict[str, int] = Field(default_factory=dict)
    tools: int
    tasks: int


class Manifest(Model):
    """`manifest.json`."""

    format: int
    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")
    title: str
    domain: str
    version: str
    license: str
    policy: str | None = None
    id: str
    compiler: str
    spec: tuple[FileHash, ...]
    levels: tuple[LevelInfo, ...]
    kinds: dict[str, int]
    keys: dict[str, tuple[str, ...]]
    """Entity to the fields of its key."""
    reward: RewardSettings = RewardSettings()
    files: dict[str, str]
    """Path to SHA-256 of every file but this one and the line maps."""
    maps: dict[str, str] = Field(default_factory=dict)
    """Path to SHA-256 of the line maps, which are no part of the id."""


class Step(Model):
    """One sub-question with its golden call."""

    id: str
    question: str
    after: tuple[str, ...] = ()
    tool: str
    arguments: dict[str, JsonValue]
    fact: dict[str, JsonValue]
    answer: JsonValue

    @cached_property
    def golden_fact(self) -> Fact:
        """The fact that solves the step."""
        return fact_from_json(self.fact)


class TaskAnswer(Model):
    """The answer as stored."""

    value: Scalar | list[Scalar]
    type: AnswerType
    tolerance: float | None = None
    unordered: bool = False
    aliases: tuple[str, ...] = ()
    computed: Expr
    """How *value* comes from the results of the golden calls at level `base`, over the world as the plan leaves it.

    A variable stands for the result of the step of its name; for the list of their results, where several steps
    (`home.1`, `home.2`) share it. `toolwright verify` computes the value again.
    """


class Task(Model):
    """A row of `tasks.jsonl`."""

    id: str
    kind: Kind
    question: str
    steps: tuple[Step, ...] = Field(min_length=1)
    answer_data: TaskAnswer = Field(alias="answer")
    goal: Expr | None = None
    tools: tuple[str, ...]
    seed: int

    @cached_property
    def answer(self) -> Answer:
        """The typed answer."""
        data = self.answer_data
        return Answer(data.value, data.type, data.tolerance, data.unordered, data.aliases)


def content_id(manifest: Manifest) -> str:
    """The bundle's id: SHA-256 over all that *manifest* says, settings of rewards and the hashes of files included.

    Only what means nothing to an episode is left out: the id itself, who compiled the bundle, and the hashes of the
    spec and of the line maps, which comments change. An entry at its default counts as one that is missing.
    """
    said = manifest.model_dump(mode="json", exclude={"id", "compiler", "spec", "maps"}, exclude_defaults=True)
    return hashlib.sha256(json_line(said).encode()).hexdigest()


def sealed(manifest: Manifest) -> Manifest:
    """*manifest* with the id that fits it."""
    return manifest.model_copy(update={"id": content_id(manifest)})


def json_text(value: Any) -> str:
    """A JSON file of a bundle: keys sorted, two spaces, newline at the end."""
    return _indented(value, "\n") + "\n"


def json_line(value: Any) -> str:
    """A line of a JSONL file of a bundle."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"


def _indented(value: Any, line: str) -> str:
    """*value* as `json.dumps` writes it with an indent, in a third of the time; *line* starts a line."""
    inner = f"{line}  "
    match value:
        case str():
            return encode_basestring(value)
        case dict() if value:
            members = [f"{inner}{encode_basestring(name)}: {_indented(value[name], inner)}" for name in sorted(value)]
            return f"{{{','.join(members)}{line}}}"
        case list() | tuple() if value:
            return f"[{','.join([inner + _indented(item, inner) for item in value])}{line}]"
    return canonical(value)


class Level:
    """One level: its tools and its tasks."""

    def __init__(self, module: ToolModule, tasks: Mapping[str, Task], info: LevelInfo) -> None:
        """Keep what was read."""
        self.module = module
        self.tasks = tasks
        self.info = info


class Bundle:
    """A bundle in memory."""

    def __init__(self, manifest: Manifest, files: Mapping[str, bytes], *, vouched: bool = False) -> None:
        """Take *files* (by path, without the manifest) after checking them against the manifest.

        *vouched* is for who made the files in this process's own build: what stands in them has the form of a bundle,
        and was looked at when it was made, so that it is read and not looked at again.

        Raises BundleError where they do not match.
        """
        if manifest.format != FORMAT:
            raise BundleError(f"format {manifest.format} is not {FORMAT}: another version of Toolwright wrote it")
        if wrong := sorted(path for path in manifest.maps if not is_map_path(path) or path in manifest.files):
            raise BundleError(f"{wrong[0]} is no line map")
        hashes = {**manifest.files, **manifest.maps}
        if extra := sorted(set(files) - set(hashes)):
            raise BundleError(f"{extra[0]} is not in the manifest")
        for path, wanted in sorted(hashes.items()):
            if path not in files:
                raise BundleError(f"{path} is missing")
            if hashlib.sha256(files[path]).hexdigest() != wanted:
                raise BundleError(f"{path} is not what the manifest says (its SHA-256 differs)")
        if manifest.id != content_id(manifest):
            raise BundleError("the id in the manifest is not that of its content")
        self.manifest = manifest
        self.files = files
        self._vouched = vouched
        self._levels: dict[str, Level] = {}
        self._formulas: Formulas | None = None
        self._environments: dict[tuple[str, bool], Environment] = {}
        self._line_maps: dict[str, LineMap] = {}

    @classmethod
    def load(cls, path: str | Path) -> Bundle:
        """Read a bundle from a folder or a `.zip` of one. Raises BundleError."""
        root = Path(path)
        files = read_files(root)
        if "manifest.json" not in files:
            raise BundleError(f"{root} is no bundle: it has no manifest.json")
        manifest = _parsed(Manifest, files.pop("manifest.json"), "manifest.json")
        try:
            return cls(manifest, files)
        except BundleError as problem:
            raise BundleError(f"{root}: {problem}") from None

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self.manifest.name

    @property
    def id(self) -> str:
        """SHA-256 over the content."""
        return self.manifest.id

    @property
    def level_names(self) -> tuple[str, ...]:
        """`base` and the scaled levels, in the order of the spec."""
        return tuple(level.name for level in self.manifest.levels)

    @cached_property
    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Entity to its rows, plain cells by field name."""
        return {name: self._rows_of(name) for name in self.manifest.keys}

    def _rows_of(self, entity: str) -> list[dict[str, Any]]:
        place = f"data/{entity}.jsonl"
        return [_strict(line, place) for line in self._file(place).splitlines()]

    def level(self, name: str = "base") -> Level:
        """One level. Raises BundleError where there is none or it is not legal."""
        if name not in self._levels:
            info = next((level for level in self.manifest.levels if level.name == name), None)
            if info is None:
                raise BundleError(f"{self.name} has no level {name!r}; it has {', '.join(self.level_names)}")
            place, path = f"levels/{name}/tools.ir.json", f"levels/{name}/tasks.jsonl"
            lines = self._file(path).splitlines()
            if self._vouched:
                module = ToolModule.model_validate_json(self._file(place))
                tasks = [Task.model_validate_json(line) for line in lines]
            else:
                module = _parsed(ToolModule, self._file(place), place)
                formulas = self._legal(module, place)
                tasks = [_task(line, path, formulas) for line in lines]
            if len({task.id for task in tasks}) < len(tasks):
                raise BundleError(f"{path} is not legal: two tasks of one id")
            self._levels[name] = Level(module, {task.id: task for task in tasks}, info)
        return self._levels[name]

    def _legal(self, module: ToolModule, place: str) -> Formulas:
        """Raises BundleError where *module*, which stands at *place*, is not legal or the rows do not fit it."""
        if found := problems(module, BUILTINS):
            raise BundleError(f"{place} is not legal: {found[0]}")
        if wrong := row_problem(module.entities, self.rows, self.manifest.keys):
            raise BundleError(f"the rows of {self.name} do not fit its entities: {wrong}")
        heavy, tables = too_much_work(module, self.rows)
        if heavy:
            about = f"tool {heavy[0].tool}: " if heavy[0].tool else ""
            raise BundleError(f"{place} asks for too much work: {about}{heavy[0].said}")
        self._formulas = Formulas(module, tables, self._formulas)
        return self._formulas

    def line_map(self, level: str = "base") -> LineMap:
        """Where the tools of one level come from; an empty map in a bundle without one. Raises BundleError."""
        if level not in self._line_maps:
            place = map_path(level)
            lines = self.files.get(place, b"").splitlines()
            self._line_maps[level] = LineMap(tuple(_parsed(Row, line, place) for line in lines))
        return self._line_maps[level]

    def environment(self, level: str = "base", *, pooled: bool = False) -> Environment:
        """The world of one level, ready for episodes. Raises BundleError.

        Where *pooled*, episodes share the processes of extern functions, which is faster and gives up what
        `docs/sandbox.md` says; it is refused for functions that may keep something from one call for the next.
        """
        from .environment import Environment

        if (level, pooled) not in self._environments:
            self._environments[level, pooled] = Environment(self, level, pooled=pooled)
        return self._environments[level, pooled]

    def _file(self, path: str) -> bytes:
        if path not in self.files:
            raise BundleError(f"{path} is missing")
        return self.files[path]


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _parsed(model: Any, data: bytes, place: str) -> Any:
    _strict(data, place)
    try:
        return _adapter(model).validate_json(data)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))[:200]
        raise BundleError(
            f"{place} does not have the form of a bundle: {where + ': ' if where else ''}{first['msg']}"
        ) from None


def _task(line: bytes, place: str, formulas: Formulas) -> Task:
    task: Task = _parsed(Task, line, place)
    try:
        _ = task.answer
        for step in task.steps:
            _ = step.golden_fact
    except ValueError as problem:
        raise BundleError(f"{place} does not have the form of a bundle: {task.id}: {problem}") from None
    before: set[str] = set()
    for step in task.steps:
        if step.id in before or not before.issuperset(step.after):
            raise BundleError(f"{place} is not legal: {task.id}: {step.id} comes twice, or before a step that it needs")
        before.add(step.id)
    names = {step.id.partition(".")[0] for step in task.steps}
    found = formulas.problems(task.answer_data.computed, names)
    if not found and task.goal is not None:
        found = formulas.problems(task.goal)
    if found:
        raise BundleError(f"{place} is not legal: {task.id}: {found[0]}")
    steps = {step.id: step.tool for step in task.steps}
    for name, expression, tools in (("answer", task.answer_data.computed, steps), ("goal", task.goal, {})):
        said = None if expression is None else formulas.excess(expression, tools)
        if said is not None:
            raise BundleError(f"{place} asks for too much work: the {name} of {task.id}: {said}")
    return task


def _strict(data: bytes, place: str) -> Any:
    """JSON without what readers disagree on: names given twice, NaN, numbers without end, bytes that are no text."""
    try:
        return strict_json(data.decode())
    except (ValueError, RecursionError) as problem:
        raise BundleError(f"{place} does not have the form of a bundle, strict JSON: {problem}") from None
