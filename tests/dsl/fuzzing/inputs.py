"""Inputs for the fuzzer: texts of the repository, changed in every way that authors, models and disks change them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from toolwright.dsl.syntax.machine import machine

from ..corpus import PATHS, load
from ..mutants import mutant
from .materials import NESTING, ROW_CHUNKS, ROW_FILES, ROWS_SPEC, STRANGE
from .probe import PATH
from .walks import LEAVES, walked

ROOT = Path(__file__).parents[3]
_LONGEST = 60_000
"""Longest input, in characters."""
_RANDOM_ROWS = re.compile(r"(generate\s+)([0-9_]{4,})")
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Origin:
    """A file of the repository, and how the files around it are called."""

    text: str
    path: str


class Inputs:
    """An endless stream of inputs, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    @cached_property
    def origins(self) -> list[Origin]:
        """Every .tool file of the tests and the shipped specs; small ones stand for themselves."""
        wrong = [Origin(load(path).text, PATH) for path in PATHS]
        folders = ("specs", "tests/dsl/good_specs", "tests/dsl/lints", "tests/dsl/examples", "tests/compiler/broken")
        paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.tool"))]
        return wrong + [Origin(p.read_text(encoding="utf-8"), p.relative_to(ROOT).as_posix()) for p in paths]

    @cached_property
    def shares(self) -> list[float]:
        """How often each file is drawn: the longer it takes, the less often."""
        return [1 / (500 + len(each.text)) for each in self.origins]

    @cached_property
    def around(self) -> Files:
        """The files that those of the repository name: libraries and rows."""
        folders = ("specs", "tests/dsl/good_specs")
        paths = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.*")))
        return {p.relative_to(ROOT).as_posix(): p.read_bytes() for p in paths if p.suffix in (".tool", ".csv")}

    @cached_property
    def declarations(self) -> list[str]:
        """Single declarations of all files."""
        return [part for each in self.origins for part in re.split(r"\n(?=[a-z@])", each.text) if part.strip()]

    @cached_property
    def words(self) -> Mapping[str, list[str]]:
        """The tokens of all files by their kind."""
        found: dict[str, set[str]] = {}
        for origin in self.origins:
            for kind, start, end in tokens(origin.text):
                found.setdefault(kind, set()).add(origin.text[start:end])
        return {kind: sorted(texts) for kind, texts in found.items()}

    def next(self) -> tuple[Files, str]:
        """Files, and the path of the one to check."""
        if self._rng.random() < 0.04:
            return self._rows(), PATH
        origin = self._rng.choices(self.origins, self.shares)[0]
        kinds, weights = zip(*_KINDS, strict=True)
        text: str | bytes = self._rng.choices(kinds, weights)[0](self, origin.text)
        if isinstance(text, str):
            text = _RANDOM_ROWS.sub(r"\g<1>12", text[:_LONGEST])
            if self._rng.random() < 0.02:
                text = text.replace("\n", self._rng.choice(("\r\n", "\r")))
            text = text.encode("utf-8", "surrogatepass")
        if self._rng.random() < 0.03:
            text = self._flipped(text)
        around = {} if origin.path == PATH else self.around
        return {**around, origin.path: text}, origin.path

    # ------------------------------------------------------------ ways to change a text

    def _mutant(self, text: str) -> str:
        for _ in range(self._rng.choice((1, 1, 1, 2, 3, 6))):
            text = mutant(text, self._rng)
        return text

    def _lines(self, text: str) -> str:
        lines = text.split("\n")
        for _ in range(self._rng.randint(1, 4)):
            a = self._rng.randrange(len(lines))
            block = lines[a : a + self._rng.randint(1, 6)]
            match self._rng.randrange(3):
                case 0:
                    del lines[a : a + len(block)]
                case 1:
                    lines[a:a] = block
                case _:
                    del lines[a : a + len(block)]
                    at = self._rng.randint(0, len(lines))
                    lines[at:at] = block
            lines = lines or [""]
        return "\n".join(lines)

    def _splice(self, text: str) -> str:
        other = self._rng.choice(self.origins).text
        return text[: self._rng.randint(0, len(text))] + other[self._rng.randint(0, len(other)) :]

    def _bag(self, text: str) -> str:
        parts = self._rng.choices(self.declarations, k=self._rng.randint(1, 8))
        head = self._rng.choice(("edition 1\n", "", "scenario s {}\n", 'library l { title: "x" }\n'))
        return head + "\n".join(parts)

    def _renamed(self, text: str) -> str:
        """Tokens exchanged for others of their kind, so that most of it still parses."""
        places = [place for place in tokens(text) if place[0] in LEAVES]
        own: dict[str, list[str]] = {}
        for kind, start, end in places:
            own.setdefault(kind, []).append(text[start:end])
        chosen = self._rng.sample(places, min(len(places), self._rng.choice((1, 1, 2, 3, 5, 10))))
        for kind, start, end in sorted(chosen, key=lambda place: -place[1]):
            pool = own[kind] if self._rng.random() < 0.6 else self.words.get(kind, own[kind])
            text = text[:start] + self._rng.choice(pool) + text[end:]
        return text

    def _transplanted(self, text: str) -> str:
        """Runs of tokens exchanged for runs of another file: expressions and clauses in strange places."""
        other = self._rng.choice(self.origins).text
        for _ in range(self._rng.randint(1, 3)):
            mine, theirs = tokens(text), tokens(other)
            if not mine or not theirs:
                break
            a, b = self._rng.randrange(len(mine)), self._rng.randrange(len(theirs))
            c, d = min(a + self._rng.randint(0, 4), len(mine) - 1), min(b + self._rng.randint(0, 6), len(theirs) - 1)
            text = f"{text[: mine[a][1]]} {other[theirs[b][1] : theirs[d][2]]} {text[mine[c][2] :]}"
        return text

    def _strange(self, text: str) -> str:
        for _ in range(self._rng.randint(1, 5)):
            at = self._rng.randint(0, len(text))
            wild = chr(self._rng.randrange(0x110000)) if self._rng.random() < 0.3 else self._rng.choice(STRANGE)
            text = text[:at] + wild + text[at:]
        return text

    def _truncated(self, text: str) -> str:
        a, b = sorted((self._rng.randint(0, len(text)), self._rng.randint(0, len(text))))
        return text[:b] if self._rng.random() < 0.7 else text[a:b]

    def _grown(self, text: str) -> str:
        """A chunk again and again."""
        a = self._rng.randint(0, len(text))
        b = min(len(text), a + self._rng.choice((1, 2, 5, 20, 100, 400)))
        if self._rng.random() < 0.6:
            a, b = text.rfind("\n", 0, a) + 1, text.find("\n", a) + 1 or len(text)
        times = min(self._rng.choice((3, 10, 50, 300, 2000)), 20_000 // max(1, b - a))
        return text[:a] + text[a:b] * times + text[b:]

    def _nested(self, text: str) -> str:
        """Something in itself, far too deep or just about."""
        depth = self._rng.choice((5, 20, 40, 90, 99, 100, 101, 110, 400, 3000))
        picked = self._rng.choices(NESTING, k=self._rng.randint(1, 2))
        before = "".join(self._rng.choice(picked)[0] for _ in range(depth))
        inner = self._rng.choice(picked)[1]
        after = "".join(self._rng.choice(picked)[2] for _ in range(depth))
        if len(picked) == 1:
            before, inner, after = picked[0][0] * depth, picked[0][1], picked[0][2] * depth
        place = self._rng.choice(tokens(text) or [("", 0, 0)])
        return f"{text[: place[1]]}{before}{inner}{after}{text[place[2] :]}"

    def _walk(self, text: str) -> str:
        leaves = {kind: self.words.get(kind, texts) for kind, texts in LEAVES.items()}
        return walked(self._rng, self._rng.choice((5, 20, 60, 200)), self._rng.choice((LEAVES, leaves)))

    def _noise(self, text: str) -> bytes:
        return self._rng.randbytes(self._rng.choice((1, 4, 30, 300)))

    def _flipped(self, data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(self._rng.randint(1, 4) if changed else 0):
            changed[self._rng.randrange(len(changed))] = self._rng.randrange(256)
        return bytes(changed)

    # ------------------------------------------------------------ rows

    def _rows(self) -> Files:
        """A scenario whose rows stand in a file of another kind, which is broken."""
        suffix, content = self._rng.choice(ROW_FILES)
        data = content
        for _ in range(self._rng.randint(0, 3)):
            data = self._flipped(data) if self._rng.random() < 0.3 else self._chopped(data)
        spec = ROWS_SPEC.replace("SUFFIX", suffix)
        return {PATH: spec.encode(), f"fuzz/rows.{suffix}": data}

    def _chopped(self, data: bytes) -> bytes:
        at = self._rng.randint(0, len(data))
        end = min(len(data), at + self._rng.choice((1, 1, 3, 20)))
        put = self._rng.choice((*ROW_CHUNKS, data[at:end] * 2))
        return data[:at] + put + data[end if self._rng.random() < 0.5 else at :]


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Kind, start and end of the tokens of *text*; what is no token is left out."""
    parser = machine()
    found: list[tuple[str, int, int]] = []
    at = 0
    while at < len(text):
        match = parser.root.match(text, at, len(text))
        if match is None:
            at += 1
            continue
        kind = str(match.lastgroup)
        start, at = match.span(kind)
        found.append((parser.root.words.get(match[kind], kind), start, at))
    return found


_KINDS: tuple[tuple[Callable[[Inputs, str], str | bytes], int], ...] = (
    (Inputs._mutant, 25),
    (Inputs._renamed, 20),
    (Inputs._transplanted, 10),
    (Inputs._lines, 8),
    (Inputs._splice, 6),
    (Inputs._bag, 8),
    (Inputs._strange, 6),
    (Inputs._truncated, 4),
    (Inputs._walk, 8),
    (Inputs._noise, 2),
    (Inputs._grown, 1),
    (Inputs._nested, 2),
)
