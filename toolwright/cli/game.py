"""A person in the place of the model: one episode as a command loop."""

from __future__ import annotations

import cmd
import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import zip_longest
from textwrap import TextWrapper
from typing import IO, Any, Final

from rich.console import Console, Group, RenderableType
from rich.highlighter import JSONHighlighter
from rich.table import Table
from rich.text import Text

from toolwright.runtime import Episode, RewardSettings
from toolwright.runtime.ir.tools import Param
from toolwright.runtime.parameters import Part, parts
from toolwright.trainer import MODES

from .outcome import outcome
from .safe import safe
from .shorthand import arguments_text
from .tool_words import first_sentence, properties, signature

HELP = """\
TOOL name=value ...   call a tool; a value in which a name stands goes in quotes
TOOL {"name": value}  the same in JSON, as models write it
tools                 the tools;  `tool NAME` shows what one takes
question              the question again
policy                the rules again that models are told first
steps                 how many steps are solved
hint                  a spoiler: the questions of the steps to solve next
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

    def introduce(self) -> None:
        """Show what a model is given: the policy, the tools, and the question last, where it stays in sight."""
        policy = self._policy()
        if policy:
            self._say(f"policy: {policy}")
        beside = sum(self._height(Text(safe(text))) for text in (self.episode.task.question, f"policy: {policy}"))
        if not self._console.is_terminal or self._height(self._told()) + beside + _FRAME <= self._console.height:
            self.do_tools("")
        else:
            self._console.print(*map(Text, self._columns(list(self._tools))), sep="\n")
            self._say("`tool NAME` shows what one takes, `tools` tells of each", "dim")
        self.do_question("")

    def do_question(self, arg: str) -> None:
        """Show the question."""
        self._say(self.episode.task.question, "bold")

    def do_policy(self, arg: str) -> None:
        """Show the rules that models are told."""
        self._say(self._policy() or "the scenario has no policy")

    def do_tools(self, arg: str) -> None:
        """List the tools."""
        self._console.print(self._told())

    def do_tool(self, arg: str) -> None:
        """Show one tool."""
        name = arg.strip()
        if not name:
            self.do_tools("")
            return
        if name not in self._tools:
            self._unknown(name)
            return
        tool = self._tools[name]
        self._console.print(self._signature(name))
        self._say(tool.get("description", ""))
        for each in parts(self._params(name)):
            self._console.print(Text.assemble((safe(each.name), "cyan"), safe(f": {each.words}{_left_out(each)}")))
            if each.doc:
                self._console.print(Text(self._wrapped(each.doc, "    "), "dim"))
        if not properties(tool):
            self._say("It takes nothing.", "dim")

    def do_steps(self, arg: str) -> None:
        """Say how far it is."""
        score = self.episode.score()
        self._say(f"{score.solved} of {score.steps} steps solved with {score.calls} calls")
        if self._hints:
            self.do_hint(arg)

    def do_hint(self, arg: str) -> None:
        """Show the questions of the steps that can be solved next."""
        solved = self._solved()
        if len(solved) == len(self.episode.task.steps):
            self._say("all steps are solved: `answer TEXT` is what is left", "yellow")
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
        arguments = arguments_text(rest, properties(tool))
        if arguments is None:
            self._say(f"arguments are `name=value` or JSON; {signature(name, tool)}", "red")
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
            table.add_column(heading, justify="right" if heading in ("turn", "reward") else "left", overflow="fold")
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
            self._say(signature(name, self._tools[name]), "dim")
        else:
            text = json.dumps(value, indent=2, ensure_ascii=False)
            self._console.print(JSONHighlighter()(Text(safe(text))))

    def _params(self, name: str) -> Sequence[Param]:
        environment = self.episode.environment
        tools = environment.bundle.level(environment.level).module.tools
        return next(tool.params for tool in tools if tool.name == name)

    def _policy(self) -> str:
        return self.episode.environment.bundle.manifest.policy or ""

    def _told(self) -> Group:
        """Each tool with its parameters and what it says first of itself."""
        told: list[Text] = []
        for name, tool in self._tools.items():
            told.append(self._signature(name))
            told.append(Text(self._wrapped(first_sentence(tool.get("description", "")), "    ")))
        return Group(*told)

    def _signature(self, name: str) -> Text:
        """A tool with its parameters, over several lines where it must be; no name is ever cut."""
        return Text(self._wrapped(signature(name, self._tools[name]), ""), "cyan")

    def _wrapped(self, text: str, indent: str) -> str:
        """*text* in lines that fit, the first after *indent*, words whole."""
        width = self._console.width
        lines = TextWrapper(
            width,
            initial_indent=indent,
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        ).wrap(safe(text))
        return "\n".join(lines)

    def _columns(self, names: Sequence[str]) -> Iterator[str]:
        """The lines of *names* in as many columns as fit, read downwards."""
        for rows in range(1, len(names) + 1):
            columns = [names[at : at + rows] for at in range(0, len(names), rows)]
            widths = [max(map(len, column)) + 2 for column in columns]
            if sum(widths) - 2 <= self._console.width or rows == len(names):
                for line in zip_longest(*columns, fillvalue=""):
                    yield "".join(map(str.ljust, line, widths)).rstrip()
                return

    def _height(self, shown: RenderableType) -> int:
        return len(self._console.render_lines(shown))

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
        known = properties(self._tools.get(words[0], {}))
        name = line[:begidx].rpartition(" ")[2].removesuffix("=")
        if line[:begidx].endswith("="):
            members = known.get(name, {}).get("enum", ())
            return [member for member in members if isinstance(member, str) and member.startswith(text)]
        return [f"{name}=" for name in known if name.startswith(text) and f"{name}=" not in line]

    complete_call = complete_tool = complete_help = completedefault


def _left_out(part: Part) -> str:
    if part.required:
        return ""
    default = "" if part.default is None else f", {json.dumps(part.default, ensure_ascii=False)} then"
    return f"; may be left out{default}"


_FRAME: Final = 4
"""Lines on a screen that are taken besides: the heading, the note about `help`, the prompt and one of its answers."""

_COMMANDS = tuple(line.split()[0] for line in HELP.splitlines()[2:])


__all__ = ["Game"]
