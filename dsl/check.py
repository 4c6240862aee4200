"""From a file to a checked program: the door of the checker.

The stages, each over all files before the next one begins: read files and collect names; types and entities;
constants; errors, functions and tools; bodies; data; tasks, tests and settings; lints. Each stage writes into one
`World` and never looks at the findings of another: what is broken has type Unknown, which fits everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from .checking.bodies import check_bodies, fn_order
from .checking.declarations import check_key_links, declare_consts, declare_types, declare_values
from .checking.plans import check_task, check_test
from .checking.scope import World, check_names
from .checking.settings import read_explore, read_info, read_reward, read_scale
from .collector import collector_paused
from .cost.limit import check_cost
from .data.load import load_data
from .diagnostics import Diagnostic, Label, Severity
from .diagnostics.findings import Findings, said_once
from .lint import lint
from .lint.allow import allowances, judged, problems
from .program import KINDS, Explore, Info, Program, Reward, Scale, SpecFile, Task
from .project.files import Files
from .project.imports import unused_imports
from .project.load import Project, Reader, load
from .project.paths import package_of
from .project.texts import Texts
from .project.unit import Unit
from .source import Source
from .syntax import nodes

__all__ = ["Analysis", "Checked", "Files", "analyse", "check"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking gives."""

    program: Program | None
    """None where *diagnostics* holds an error."""
    diagnostics: tuple[Diagnostic, ...]
    """Everything found, by file and place; files in the order of reading."""
    files: tuple[SpecFile, ...]
    """Every file that was read, the checked one first, also where there are errors."""
    depends_on: Mapping[str, str]
    """Name to version of what the rows hang on besides those files, as generated ones do on word lists."""
    allowed: tuple[Diagnostic, ...]
    """What comments of the author allow, with their reasons, in the order of *diagnostics*."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What checking gives, and all that it learned on the way: for editors, which serve broken files too."""

    checked: Checked
    world: World
    """Declarations and side tables; what is broken is missing, or has type Unknown."""
    units: tuple[Unit, ...]
    """The files that could be read, imported ones first."""
    sources: Mapping[str, Source]
    """Every text that was read, data files too, by path."""


def check(path: str, files: Files, *, lints: bool = False, texts: Texts | None = None) -> Checked:
    """Check the scenario or library at *path* with all that it imports; *lints* also asks what is likely not meant.

    Checks that share *texts* parse each file once. Every mistake of the author comes back as a diagnostic; nothing
    is raised for any content of any file.
    """
    return analyse(path, files, lints=lints, texts=texts).checked


def analyse(path: str, files: Files, *, lints: bool = False, texts: Texts | None = None) -> Analysis:
    """Like `check`, with the tables that stand behind its findings."""
    with collector_paused():
        return _analyse(path, files, lints, texts or Texts())


def _analyse(path: str, files: Files, lints: bool, texts: Texts) -> Analysis:
    findings = Findings()
    project = load(path, files, findings, texts)
    world = World(findings)
    _declare(world, project)
    for unit in project.units:
        check_bodies(world, unit.scope, unit.items)
    order = fn_order(world)
    load_data(world, project)
    root = next((unit for unit in project.units if unit.root), None)
    tail = _check_tail(world, root) if root else None
    _refuse_in_libraries(findings, project)
    if not any(found.severity is Severity.ERROR for found in findings.all):
        check_cost(world, [item for unit in project.units for item in unit.items if isinstance(item, nodes.TaskDecl)])
    for unit in project.units:
        unused_imports(findings, unit)
    told, excused = _told(world, project, lints)
    diagnostics = _sorted(told, project.reader)
    failed = any(found.severity is Severity.ERROR for found in diagnostics)
    program = None
    if not failed and root is not None and tail is not None and tail.info is not None:
        program = _program(world, project, root, tail, tail.info, order)
    allowed = _sorted(excused, project.reader)
    checked = Checked(program, diagnostics, tuple(project.reader.specs.values()), world.depends_on, allowed)
    return Analysis(checked, world, project.units, project.reader.sources)


def _declare(world: World, project: Project) -> None:
    for unit in project.units:
        declare_types(world, unit.scope, unit.items)
    check_key_links(world)
    for unit in project.units:
        declare_consts(world, unit.scope, unit.items)
    for unit in project.units:
        declare_values(world, unit.scope, unit.items, offered=_offered(project, unit))


def _offered(project: Project, unit: Unit) -> frozenset[str]:
    """Names of the tools of *unit* that tasks are offered."""
    root = next((each for each in project.units if each.root), None)
    seen = root.scope.values.values() if root else ()
    names = {decl.name.text for decl in seen if isinstance(decl, nodes.ToolDecl)}
    return frozenset(
        item.name.text for item in unit.items if isinstance(item, nodes.ToolDecl) and item.name.text in names
    )


def _told(world: World, project: Project, lints: bool) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """All findings but those that comments allow, and the allowed ones."""
    allowed = {unit.path: allowances(unit.module, unit.comments) for unit in project.units}
    found = said_once([*world.findings.all, *(lint(world, project.units) if lints else ())])
    kept, excused = judged(found, [each for some in allowed.values() for each in some])
    # What a library allows is judged where the library itself is checked, with all lints.
    own = next((allowed[unit.path] for unit in project.units if unit.root), ())
    return [*kept, *(problems(own, found) if lints else ())], excused


def _sorted(diagnostics: Iterable[Diagnostic], reader: Reader) -> tuple[Diagnostic, ...]:
    """Findings by file and place; of packages errors alone, and no fixes, as only their authors can follow those."""
    rank = {name: number for number, name in enumerate(reader.sources)}
    heard = (
        replace(d, fix=None) if package_of(d.span.source.name) else d
        for d in diagnostics
        if d.severity is Severity.ERROR or package_of(d.span.source.name) is None
    )
    return tuple(
        sorted(
            heard,
            key=lambda d: (rank.get(d.span.source.name, len(rank)), d.span.start, d.span.end, d.code),
        )
    )


# ------------------------------------------------------------------ tasks, tests, settings

D = TypeVar("D", bound=nodes.Node)


@dataclass(frozen=True, slots=True)
class _Tail:
    """What only the file that is checked has."""

    info: Info | None
    tasks: Mapping[str, Task]
    explore: Explore | None
    tests: tuple[nodes.TestDecl, ...]
    scale: Scale | None
    reward: Reward | None


def _check_tail(world: World, unit: Unit) -> _Tail:
    findings, header = world.findings, unit.header
    tests = tuple(_items(unit, nodes.TestDecl))
    for test in tests:
        check_test(world, unit.scope, test)
    library = header is not None and header.library
    tasks = {} if library else _check_tasks(world, unit)
    explore = None if library else _once(findings, unit, nodes.ExploreDecl, "explore")
    scale = _once(findings, unit, nodes.ScaleDecl, "scale")
    reward = _once(findings, unit, nodes.RewardDecl, "reward")
    if header is not None and not library and not tasks and not explore and not unit.broken:
        findings.error(
            "TW0601",
            header.name.span,
            "a scenario has at least one `task`",
            help="write one, or let tasks be found: `explore 20 seed 1 {}`",
        )
    return _Tail(
        info=read_info(findings, header) if header else None,
        tasks=tasks,
        explore=read_explore(findings, explore) if explore else None,
        tests=tests,
        scale=read_scale(world, unit.scope, scale) if scale else None,
        reward=read_reward(findings, reward) if reward else None,
    )


def _items(unit: Unit, kind: type[D]) -> Iterator[D]:
    return (item for item in unit.items if isinstance(item, kind))


def _once(findings: Findings, unit: Unit, kind: type[D], word: str) -> D | None:
    found = list(_items(unit, kind))
    for extra in found[1:]:
        label = Label(found[0].span, "the first one")
        findings.error("TW0902", extra.span, f"a file has one `{word}`", labels=(label,))
    return found[0] if found else None


def _check_tasks(world: World, unit: Unit) -> Mapping[str, Task]:
    check_names(world.findings, (item.name for item in _items(unit, nodes.TaskDecl)), "tasks")
    tasks: dict[str, Task] = {}
    for item in _items(unit, nodes.TaskDecl):
        check_task(world, unit.scope, item)
        kinds = (part.kind.text for part in item.items if isinstance(part, nodes.KindItem))
        kind = next((kind for kind in kinds if kind in KINDS), None)
        tasks[item.name.text] = Task(item.name.text, item.doc.text.strip() if item.doc else "", kind, item)
    return tasks


def _refuse_in_libraries(findings: Findings, project: Project) -> None:
    """Report what only a scenario can have."""
    for unit in project.units:
        if unit.header is None or not unit.header.library:
            continue
        for item in unit.items:
            if isinstance(item, nodes.TaskDecl | nodes.ExploreDecl | nodes.ScaleDecl | nodes.RewardDecl):
                message = f"a library has no `{_WORDS[type(item)]}`"
                findings.error("TW0609", item.span, message, help="put it into the scenario")


_WORDS: Final[Mapping[type[nodes.Node], str]] = {
    nodes.TaskDecl: "task",
    nodes.ExploreDecl: "explore",
    nodes.ScaleDecl: "scale",
    nodes.RewardDecl: "reward",
}


def _program(world: World, project: Project, root: Unit, tail: _Tail, info: Info, order: tuple[str, ...]) -> Program:
    return Program(
        info=info,
        module=root.module,
        files=tuple(project.reader.specs.values()),
        depends_on=world.depends_on,
        enums=world.enums,
        enum_docs=world.enum_docs,
        records=world.records,
        entities=world.entities,
        consts=world.consts,
        errors=world.errors,
        fns={name: world.fns[name] for name in order},
        externs=world.externs,
        tools=world.tools,
        tasks=tail.tasks,
        explore=tail.explore,
        tests=tail.tests,
        scale=tail.scale,
        reward=tail.reward,
        types=world.types,
        symbols=world.symbols,
    )
