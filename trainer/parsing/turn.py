"""A turn of a format whose calls are marked by tags: thinking apart, then block by block from left to right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from .parsed import Parsed, ParsedCall
from .source import THINK, THOUGHT, Block, Source

Tools: TypeAlias = Mapping[str, Mapping[str, Any]]
"""JSON Schemas of the tools' parameters, by the tools' names."""

Split: TypeAlias = Callable[[Source, Tools, bool], Parsed]
"""Takes a whole turn apart; the last argument says whether the prompt has opened thinking."""

Read: TypeAlias = Callable[[Source, re.Match[str], Tools], Block]
"""Reads what stands at a mark. A block without calls is text."""

_THINKING: Final = ((THINK, THOUGHT), ("[THINK]", "[/THINK]"))


def marked(opens: str, read: Read) -> Split:
    """The reader of a format whose calls begin where the pattern *opens* matches.

    A call inside thinking is no call, also where the prompt opened the thinking and the text only closes it.
    """
    tags = "|".join(re.escape(tag) for pair in _THINKING for tag in pair)
    pattern = re.compile(f"(?P<tag>{tags})|{opens}", re.MULTILINE)
    closing = dict(_THINKING)

    def split(source: Source, tools: Tools, thinking: bool) -> Parsed:
        text = source.text
        content: list[str] = []
        thoughts: list[str] = []
        calls: list[ParsedCall] = []
        position, thought_until = 0, 0
        if thinking:
            ends = [end for end in closing.values() if source.next(end, 0) < len(text)]
            if not ends:
                return Parsed("", text.strip(), (), f"{THINK}{text}".strip())
        while mark := pattern.search(text, position):
            if not calls:
                content.append(text[position : mark.start()])
            tag = mark["tag"]
            if tag is None:
                block = read(source, mark, tools)
                # Content is what is said before the first call.
                if not calls and not block.calls:
                    content.append(text[mark.start() : block.end])
                calls.extend(block.calls)
                position = block.end
            elif tag in closing:
                end = source.next(closing[tag], mark.end())
                thoughts.append(text[mark.end() : end])
                position = min(len(text), end + len(closing[tag]))
            else:
                thought_until, position = mark.start(), mark.end()
                content.clear()
                thoughts.clear()
                calls.clear()
        if not calls:
            content.append(text[position:])
        thought = (text[:thought_until].removeprefix(THINK) + "".join(thoughts)).strip()
        said = "".join(content).strip()
        raw = text.strip()
        if "[THINK]" in raw or "[/THINK]" in raw:
            raw = f"{THINK}{thought}{THOUGHT}{said}" if thought else said
        return Parsed(said, thought, tuple(calls), raw)

    return split
