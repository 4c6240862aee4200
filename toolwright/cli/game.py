"""A person in the place of the model: one episode as a command loop."""

from __future__ import annotations

import cmd
import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import IO, Any

from rich.console import Console
from rich.highlighter import JSONHighlighter
from rich.table import Table
from rich.text import Text

from toolwright.runtime import Episode, RewardSettings
from toolwright.trainer import MODES

from .outcome import outcome
from .safe import safe
from .shorthand import arguments_text

HELP = """\
TOOL name=value ...   call a tool; a value runs up to the next name, in double quotes where it must not
TOOL {"name": value}  the same in JSON, as models write it
tools                 the tools;  `tool NAME` shows what one takes
question              the question again
steps                 how many steps are solved
hint                  a spoiler: the questions of the steps that can be solved next
score                 the score so far
answer TEXT           give the answer, which ends the episode
quit                  leave; so does Ctrl-D. Ctrl-C drops the line"""


class Game(cmd.Cmd):
    """Reads commands, makes calls, shows what comes back."""

    identchars = cmd.Cmd.identchars + "-."

    def __init__(
        self,
        episode: Episode,
        settings: RewardSettings,
        console: Console,
        *,
        hints: bool,
        stdin: IO[str] | None = None,
    ) -> None:
        """Play *episode* under its bundle's *settings*; with *hints*, `steps` names the open ones.

        *stdin* is read where there is no terminal.
        """
        super().__init__(stdin=stdin)
        self.episode = episode
        self.use_rawinput = stdin is None
        self.prompt = "> " if stdin is None else ""
        self._settings = settings
        self._console = console
        self._hints = hints
        self._tools: dict[str, Mapping[str, Any]] = {
            document["function"]["name"]: document["function"] for document in episode.tools
        }

    # -------------------------------------------------------------- commands

    def do_help(self, arg: str) -> None:
        """Say what can be typed, or what a tool takes."""
        if arg.strip() in self._tools:
            self.do_tool(arg)
        else:
            self._say(HELP)

    def do_question(self, arg: str) -> None:
        """Show the question."""
        self._say(self.episode.task.question, "bold")

    def do_tools(self, arg: str) -> None:
        """List the tools."""
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        for name, tool in self._tools.items():
            table.add_row(Text(_signature(name, tool), "cyan"), Text(safe(_first_line(tool.get("description", "")))))
        self._console.print(table)

    def do_tool(self, arg: str) -> None:
        """Show one tool."""
        name = arg.strip()
        if name not in self._tools:
            self._unknown(name)
            return
        tool = self._tools[name]
        self._say(_signature(name, tool), "cyan")
        self._say(tool.get("description", ""))
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        for heading in ("parameter", "type", ""):
            table.add_column(heading)
        for parameter, schema in _properties(tool).items():
            optional = "" if parameter in tool["parameters"].get("required", ()) else "?"
            table.add_row(
                Text(parameter + optional, "cyan"), Text(safe(_kind(schema))), Text(safe(schema.get("description", "")))
            )
        self._console.print(table if table.row_count else Text("It takes nothing.", "dim"))

    def do_steps(self, arg: str) -> None:
        """Say how far it is."""
        score = self.episode.score()
        self._say(f"{score.solved} of {score.steps} steps solved with {score.calls} calls")
        if self._hints:
            self.do_hint(arg)

    def do_hint(self, arg: str) -> None:
        """Show the questions of the steps that can be solved next."""
        solved = self._solved()
        for step in self.episode.task.steps:
            if step.id not in solved and solved.issuperset(step.after):
                self._say(f"  {step.id}: {step.question}", "yellow")

    def do_score(self, arg: str) -> None:
        """Show the score so far."""
        self.show_score()

    def do_answer(self, arg: str) -> bool:
        """End the episode with an answer."""
        if not arg.strip():
            self._say("write the answer behind `answer`", "red")
            return False
        self.episode.finish(f"Answer: {arg.strip()}")
        return True

    def do_call(self, arg: str) -> bool:
        """Make a call; its name may stand alone as well."""
        return self._call(arg)

    def do_quit(self, arg: str) -> bool:
        """Leave the episode as it is."""
        return True

    do_exit = do_quit

    def do_EOF(self, arg: str) -> bool:  # noqa: N802 - cmd's name for the end of the input
        """Leave the episode as it is."""
        if self.use_rawinput:
            self._say("")
        return True

    def emptyline(self) -> bool:
        """Do nothing: calls cost, so none is repeated by mistake."""
        return False

    def onecmd(self, line: str) -> bool:
        """Run a line; what is no command is a call, and a tool that is named like a command is the tool."""
        name = line.strip().partition(" ")[0]
        if name and (name in self._tools or not hasattr(self, f"do_{name}")):
            return self._call(line)
        return super().onecmd(line)

    def _call(self, line: str) -> bool:
        """Make the call that *line* says. Returns whether the episode is over."""
        name, _, rest = line.strip().partition(" ")
        tool = self._tools.get(name)
        if tool is None:
            self._unknown(name)
            return False
        arguments = arguments_text(rest, _properties(tool))
        if arguments is None:
            self._say(f"arguments are `name=value` or JSON; {_signature(name, tool)}", "red")
            return False
        before = self._solved()
        self._show(name, self.episode.call(name, arguments))
        if self._solved() - before:
            score = self.episode.score()
            self._say(f"a step is solved: {score.solved} of {score.steps}", "green")
        if self.episode.done:
            self._say("that was the last turn", "yellow")
        return self.episode.done

    # -------------------------------------------------------------- what is shown

    def show_score(self) -> None:
        """The score, and the reward of each turn."""
        score = self.episode.score()
        rewards = MODES["solve_f1"](self.episode.task, score.turns, self._settings)
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        for heading in ("turn", "what", "solved", "reward"):
            table.add_column(heading, justify="right" if heading in ("turn", "reward") else "left")
        for number, (turn, reward) in enumerate(zip(score.turns, rewards, strict=True), start=1):
            what = ", ".join(call.name for call in turn.calls) or turn.text
            solved = ", ".join(call.solved for call in turn.calls if call.solved is not None)
            table.add_row(str(number), Text(safe(what)), Text(safe(solved), "green"), f"{reward:.2f}")
        if score.turns:
            self._console.print(table)
        self._say(outcome(score), "bold")

    def _show(self, name: str, observation: str) -> None:
        value = json.loads(observation)
        if isinstance(value, dict) and isinstance(value.get("error"), str) and "message" in value:
            self._say(f"{value['error']}: {value['message']}", "red")
            self._say(_signature(name, self._tools[name]), "dim")
        else:
            text = json.dumps(value, indent=2, ensure_ascii=False)
            self._console.print(JSONHighlighter()(Text(safe(text))))

    def _unknown(self, name: str) -> None:
        close = get_close_matches(name, [*self._tools, *_COMMANDS], 1)
        mend = f"did you mean `{close[0]}`?" if close else "`help` says what can be typed, `tools` lists the tools"
        self._say(f"there is no `{name}`; {mend}", "red")

    def _solved(self) -> set[str]:
        turns = self.episode.score().turns
        return {call.solved for turn in turns for call in turn.calls if call.solved is not None}

    def _say(self, text: str, style: str = "") -> None:
        self._console.print(Text(safe(text), style))

    # -------------------------------------------------------------- completion

    def completenames(self, text: str, *ignored: Any) -> list[str]:
        """Tools and commands."""
        return [f"{name} " for name in (*self._tools, *_COMMANDS) if name.startswith(text)]

    def completedefault(self, text: str, line: str, begidx: int, endidx: int) -> list[str]:
        """The parameters of the tool that the line names, and the members of one that has some."""
        words = line[:begidx].split()
        words = words[1:] if words[:1] == ["call"] else words
        if not words or words[0] in ("tool", "help"):
            return [name for name in self._tools if name.startswith(text)]
        properties = _properties(self._tools.get(words[0], {}))
        name = line[:begidx].rpartition(" ")[2].removesuffix("=")
        if line[:begidx].endswith("="):
            members = properties.get(name, {}).get("enum", ())
            return [member for member in members if isinstance(member, str) and member.startswith(text)]
        return [f"{name}=" for name in properties if name.startswith(text) and f"{name}=" not in line]

    complete_call = complete_tool = complete_help = completedefault


_COMMANDS = tuple(line.split()[0] for line in HELP.splitlines()[2:])


def _signature(name: str, tool: Mapping[str, Any]) -> str:
    required = tool.get("parameters", {}).get("required", ())
    return f"{name}({', '.join(p if p in required else f'{p}?' for p in _properties(tool))})"


def _properties(tool: Mapping[str, Any]) -> Mapping[str, Any]:
    properties: Mapping[str, Any] = tool.get("parameters", {}).get("properties", {})
    return properties


def _kind(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(json.dumps(member, ensure_ascii=False) for member in schema["enum"])
    kind = schema.get("type", "any")
    return " | ".join(kind) if isinstance(kind, list) else str(kind)


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


__all__ = ["Game"]
