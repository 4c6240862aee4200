"""Settings of the scenario, of its scaling and of its reward."""

from __future__ import annotations

from ..diagnostics.findings import Findings, listed
from ..diagnostics.suggest import closest
from ..program import KINDS, Explore, Info, Reward, Scale, ScaleLevel, Tool
from ..syntax import nodes
from .fit import Misfit
from .habits import OTHER_SETTINGS
from .ladder import declared_levels, ladder_levels
from .mends import replacing
from .scope import Scope, World, check_names
from .setting_tables import DEFAULT_TIMEOUT_MS, EXPLORE, EXTERN, INFO, LEVEL, MAX_EXPLORED, REWARD, Block, Value


def _read(
    findings: Findings, settings: nodes.Settings, known: Block, what: str, code: str = "TW0905"
) -> dict[str, Value]:
    """The values of *settings*; *what* says whose they are, *code* is for unknown names."""
    found: dict[str, Value] = {}
    seen: set[str] = set()
    given = {setting.name.text for setting in settings.items}
    for setting in settings.items:
        name = setting.name.text
        if name in seen:
            findings.error("TW0906", setting.name.span, f"`{name}` is set twice")
        elif name not in known:
            message = f"{what} has no setting `{name}`"
            # A setting that is given elsewhere in the block is not the one that was meant.
            left = [each for each in known if each not in given]
            usual = OTHER_SETTINGS.get(name)
            if usual in left:
                fix = replacing(setting.name.span, usual)
                findings.error(code, setting.name.span, message, help=f"write `{usual}`", fix=fix)
            else:
                findings.unknown(code, setting.name.span, message, name, left, f"it has {listed(list(known))}")
        else:
            value = known[name].form.read(setting)
            if isinstance(value, Misfit):
                findings.error(
                    "TW0906",
                    setting.value.span,
                    f"`{name}`: {value.message}",
                    help=value.help,
                    fix=replacing(setting.value.span, value.instead) if value.instead else None,
                )
            else:
                found[name] = value
        seen.add(name)
    return found


def read_info(findings: Findings, decl: nodes.ScenarioDecl) -> Info:
    """The settings of a scenario or a library."""
    what = "a library" if decl.library else "a scenario"
    found = _read(findings, decl.settings, INFO, what)
    names = [setting.name.text for setting in decl.settings.items]
    # After a misspelt name, that the right one is missing goes without saying.
    if not any(name == "title" or closest(name, INFO) == "title" for name in names):
        findings.error("TW0907", decl.name.span, f"{what} needs a `title`", help='write `title: "..."`')

    def text(name: str, default: str) -> str:
        return str(found.get(name, default))

    return Info(
        name=decl.name.text,
        title=text("title", ""),
        domain=text("domain", "general"),
        version=text("version", "0.1.0"),
        license=text("license", ""),
        clock=text("clock", "") or None,
        policy=text("policy", "") or None,
        integrate=text("integrate", "derived"),
        tags=_texts(found.get("tags")),
    )


def read_scale(world: World, scope: Scope, decl: nodes.ScaleDecl) -> Scale:
    """The `scale` block."""
    check_names(world.findings, declared_levels(decl.levels), "levels")
    keep = [name for name in decl.keep if _is_distractor(world, scope, name)]
    levels: list[ScaleLevel] = []
    for level in decl.levels:
        if isinstance(level, nodes.Ladder):
            levels.extend(ladder_levels(world.findings, level))
            continue
        if level.name.text == "base":
            world.findings.error(
                "TW0702", level.name.span, "`base` is the level without scaling", help="choose another name"
            )
        levels.append(_level(world.findings, level))
    kept = (scope.values[name.text].name.text for name in keep)
    return Scale(decl.seed or 0, tuple(dict.fromkeys(kept)), tuple(levels))


def _level(findings: Findings, level: nodes.Level) -> ScaleLevel:
    found = _read(findings, level.settings, LEVEL, "a level", "TW0701")
    strengths = {name: value for name, value in found.items() if isinstance(value, int)}
    return ScaleLevel(level.name.text, strengths, level)


def _is_distractor(world: World, scope: Scope, name: nodes.Ident) -> bool:
    decl = scope.value(name.text)
    tool: Tool | None = world.tools.get(decl.name.text) if isinstance(decl, nodes.ToolDecl) else None
    if tool is not None and not tool.distractor:
        world.findings.error(
            "TW0704", name.span, f"`{name.text}` is not a distractor", help="mark the tool with `@distractor`"
        )
    elif decl is None and name.text not in scope.poisoned:
        distractors = {tool.name for tool in world.tools.values() if tool.distractor}
        known = (n for n, d in scope.values.items() if d.name.text in distractors)
        world.findings.unknown("TW0203", name.span, f"there is no tool `{name.text}`", name.text, known)
    elif decl is not None and not isinstance(decl, nodes.ToolDecl):
        world.findings.error("TW0704", name.span, f"`{name.text}` is not a tool")
    return tool is not None and tool.distractor


def read_explore(findings: Findings, decl: nodes.ExploreDecl) -> Explore:
    """The `explore` block; kinds that it does not name share what is left, the first ones get one more."""
    found = _read(findings, decl.settings, EXPLORE, "an exploration")
    counts = {kind: value for kind in KINDS if isinstance(value := found.get(kind), int)}
    rest = [kind for kind in KINDS if kind not in counts]
    left = decl.count - sum(counts.values())
    if not 1 <= decl.count <= MAX_EXPLORED:
        findings.error("TW0612", decl.span, f"one can ask for 1 to {MAX_EXPLORED} tasks, not for {decl.count}")
    elif left < 0 or (left > 0 and not rest):
        findings.error(
            "TW0612",
            decl.span,
            f"{decl.count} tasks are asked for, and the kinds make {sum(counts.values())}",
            help=f"write `explore {sum(counts.values())}`, or leave a kind out to let it take the rest",
        )
    else:
        share, more = divmod(left, len(rest)) if rest else (0, 0)
        counts.update({kind: share + (number < more) for number, kind in enumerate(rest)})
    return Explore(counts, decl.seed or 0, _pair(found.get("hops"), (2, 4)), _pair(found.get("width"), (2, 3)), decl)


def _pair(value: Value, default: tuple[int, int]) -> tuple[int, int]:
    match value:
        case (int(low), int(high)):
            return low, high
        case _:
            return default


def read_extern(findings: Findings, decl: nodes.ExternDecl) -> tuple[tuple[str, ...], int]:
    """Imports and time limit (in milliseconds) of an `extern python`."""
    found = _read(findings, decl.settings, EXTERN, "an extern function")
    timeout = found.get("timeout_ms")
    return _texts(found.get("imports")), timeout if isinstance(timeout, int) else DEFAULT_TIMEOUT_MS


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(part for part in value if isinstance(part, str)) if isinstance(value, tuple) else ()


def read_reward(findings: Findings, decl: nodes.RewardDecl) -> Reward:
    """The `reward` block."""
    found = _read(findings, decl.settings, REWARD, "a reward")
    return Reward({name: value for name, value in found.items() if isinstance(value, int | float)})
