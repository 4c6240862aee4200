"""The language server as an editor meets it: from a keystroke to what is told about it.

python -m benchmarks.editor

A client types into the shipped scenarios and into a library of about 2,000 lines (`benchmarks/project.py`), over
standard input and output. Shown are milliseconds from a change to the findings of just that state; the same less the
pause after which the server checks, as a ratio to one check of the same file in this process, which is the floor; how
long colours take, asked for right after a change as editors do; and what quick typing costs: how often findings are
told for 30 characters that come 20 ms apart, and milliseconds from the last of them to its findings.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.client import LanguageClient

from benchmarks.project import write_project
from toolwright.cli.disk import Disk
from toolwright.cli.editor.server import PAUSE
from toolwright.dsl.check import analyse
from toolwright.dsl.project.texts import Texts

ROOT = Path(__file__).parent.parent
LINES, KEYS, BURST, BETWEEN = 19_000, 9, 30, 0.02


class Typist:
    """A client that writes comments at the end of one file."""

    def __init__(self, client: LanguageClient, path: Path) -> None:
        """Opens the file at *path*."""
        self._client = client
        self._uri = uris.from_fs_path(str(path)) or ""
        self.text = path.read_text(encoding="utf-8")
        self._version = 1
        self._told: asyncio.Queue[int | None] = asyncio.Queue()

        def hear(params: lsp.PublishDiagnosticsParams) -> None:
            if params.uri == self._uri:
                self._told.put_nowait(params.version)

        client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(hear)

        document = lsp.TextDocumentItem(self._uri, "tool", 1, self.text)
        client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))

    def key(self, character: str) -> None:
        """Type *character*; the change alone is sent."""
        line, at = self.text.count("\n"), len(self.text) - self.text.rfind("\n") - 1
        here = lsp.Range(lsp.Position(line, at), lsp.Position(line, at))
        self.text += character
        self._version += 1
        document = lsp.VersionedTextDocumentIdentifier(version=self._version, uri=self._uri)
        change = lsp.TextDocumentContentChangePartial(here, character)
        self._client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))

    async def told(self) -> int:
        """Wait for the findings of the text as it is; returns how often findings were told till then."""
        count = 1
        while await self._told.get() != self._version:
            count += 1
        return count

    async def colours(self) -> None:
        """Ask what every name is."""
        asked = lsp.SemanticTokensParams(lsp.TextDocumentIdentifier(self._uri))
        await self._client.text_document_semantic_tokens_full_async(asked)


def main() -> None:
    """Print everything."""
    print(f"{'':24} lines  findings    less pause / check   colours   typed quickly")
    for path in sorted((ROOT / "specs").rglob("*.tool")):
        asyncio.run(typing(path))
    with tempfile.TemporaryDirectory() as name:
        write_project(Path(name), LINES)
        asyncio.run(typing(Path(name) / "lib" / "lib0.tool"))


async def typing(path: Path) -> None:
    """Print the line of the file at *path*."""
    client = LanguageClient("benchmark", "1")
    await client.start_io(sys.executable, "-m", "toolwright", "lsp")
    await client.initialize_async(lsp.InitializeParams(capabilities=lsp.ClientCapabilities()))
    client.initialized(lsp.InitializedParams())
    typist = Typist(client, path)
    await typist.told()
    typist.key("\n")
    await typist.told()

    findings, colours = [], []
    for key in f"# {'typed':<{KEYS}}"[:KEYS]:
        start = time.perf_counter()
        typist.key(key)
        await typist.told()
        findings.append(time.perf_counter() - start)
        start = time.perf_counter()
        typist.key(key)
        await typist.colours()
        colours.append(time.perf_counter() - start)
        await typist.told()
    for _ in range(BURST):
        typist.key("x")
        await asyncio.sleep(BETWEEN)
    start = time.perf_counter() - BETWEEN
    count = await typist.told()
    last = time.perf_counter() - start

    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]
    floor = checking(path)
    rest = statistics.median(findings) - PAUSE
    print(
        f"{path.name:24} {typist.text.count(chr(10)):5} {_ms(findings)}  {rest * 1e3:7.0f} ms  {rest / floor:4.1f} x"
        f"  {_ms(colours)}   told {count} x, last {last * 1e3:4.0f} ms"
    )


def checking(path: Path) -> float:
    """Seconds of one check of the file at *path* with nothing but its own text read anew."""
    texts, took = Texts(), []
    for number in range(KEYS):
        changed = f"{path.read_text(encoding='utf-8')}# {number}\n".encode()
        start = time.perf_counter()
        analyse(path.as_posix(), _Changed(path.as_posix(), changed), lints=True, texts=texts)
        took.append(time.perf_counter() - start)
    return statistics.median(took)


class _Changed:
    """The disk, with another content of one file."""

    def __init__(self, path: str, content: bytes) -> None:
        self._path, self._content, self._disk = path, content, Disk()

    def read(self, path: str) -> bytes:
        return self._content if path == self._path else self._disk.read(path)


def _ms(took: Sequence[float]) -> str:
    return f"{statistics.median(took) * 1e3:5.0f} ms"


if __name__ == "__main__":
    main()
