"""A client of `toolwright lsp` over standard input and output, with the files that it has open."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.client import LanguageClient

from toolwright.cli.editor.positions import Places

from ..conftest import ROOT

WAIT = 60
SHOP = "shop_orders/shop_orders.tool"


class Editor:
    """A client with one server, and the files that it has open."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.found: dict[str, asyncio.Queue[list[lsp.Diagnostic]]] = {}
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.told: list[lsp.PublishDiagnosticsParams] = []

    def uri(self, name: str) -> str:
        return uris.from_fs_path(str(self.folder / name)) or ""

    def id(self, name: str) -> lsp.TextDocumentIdentifier:
        return lsp.TextDocumentIdentifier(self.uri(name))

    def open(self, name: str, text: str | None = None) -> str:
        self.texts[name] = (self.folder / name).read_text("utf-8") if text is None else text
        self.versions[name] = 1
        document = lsp.TextDocumentItem(self.uri(name), "tool", 1, self.texts[name])
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))
        return self.texts[name]

    def change(self, name: str, text: str) -> None:
        """The whole text is sent."""
        self.texts[name] = text
        self._changed(name, [lsp.TextDocumentContentChangeWholeDocument(text)])

    def edit(self, name: str, *edits: tuple[int, int, str]) -> None:
        """The changed parts alone are sent, one after the other: from, to, new text."""
        changes: list[lsp.TextDocumentContentChangeEvent] = []
        for start, end, new in edits:
            text = self.texts[name]
            places = Places(text, "utf-16")
            range_ = lsp.Range(lsp.Position(*places.position(start)), lsp.Position(*places.position(end)))
            changes.append(lsp.TextDocumentContentChangePartial(range_, new))
            self.texts[name] = text[:start] + new + text[end:]
        self._changed(name, changes)

    def _changed(self, name: str, changes: list[lsp.TextDocumentContentChangeEvent]) -> None:
        self.versions[name] = self.versions.get(name, 1) + 1
        document = lsp.VersionedTextDocumentIdentifier(version=self.versions[name], uri=self.uri(name))
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, changes))

    async def diagnostics(self, name: str) -> list[lsp.Diagnostic]:
        """What is told next about a file."""
        queue = self.found.setdefault(self.uri(name), asyncio.Queue())
        return await asyncio.wait_for(queue.get(), WAIT)

    def place(self, name: str, part: str, inside: int = 0) -> lsp.Position:
        """The place of *part* in a file, *inside* code points further."""
        return lsp.Position(*Places(self.texts[name], "utf-16").position(self.texts[name].index(part) + inside))

    def apply(self, edit: lsp.WorkspaceEdit | None) -> dict[str, str]:
        """The texts of the changed files, by name; files that are not open are read."""
        assert edit is not None and edit.changes
        changed = {}
        for uri, edits in edit.changes.items():
            name = Path(uris.to_fs_path(uri) or "").relative_to(self.folder).as_posix()
            text = self.texts.get(name) or (self.folder / name).read_text("utf-8")
            changed[name] = applied(text, edits)
        return changed


def applied(text: str, edits: Any) -> str:
    places = Places(text, "utf-16")
    spans = [
        (
            places.offset(e.range.start.line, e.range.start.character),
            places.offset(e.range.end.line, e.range.end.character),
            e.new_text,
        )
        for e in edits
    ]
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def with_editor(
    folder: Path,
    talk: Callable[[Editor], Awaitable[None]],
    program: Sequence[str] = ("-m", "toolwright", "lsp"),
    options: Any = None,
) -> None:
    """Run *talk* with a fresh server over a copy of the shipped specs in *folder*; the server must leave in peace.

    *program* is what Python runs as the server, *options* are the settings that it begins with.
    """
    shutil.copytree(ROOT / "specs", folder, dirs_exist_ok=True)

    async def session() -> None:
        client = LanguageClient("tests", "1")
        editor = Editor(client, folder)

        def told(params: lsp.PublishDiagnosticsParams) -> None:
            editor.told.append(params)
            editor.found.setdefault(params.uri, asyncio.Queue()).put_nowait(list(params.diagnostics))

        client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(told)
        await client.start_io(sys.executable, *program, cwd=str(ROOT))
        root = uris.from_fs_path(str(folder)) or ""
        await client.initialize_async(
            lsp.InitializeParams(
                capabilities=lsp.ClientCapabilities(),
                workspace_folders=[lsp.WorkspaceFolder(root, "specs")],
                initialization_options=options,
            )
        )
        client.initialized(lsp.InitializedParams())
        await asyncio.wait_for(talk(editor), WAIT)
        await client.shutdown_async(None)
        client.exit(None)
        await asyncio.wait_for(client.stop(), WAIT)  # type: ignore[no-untyped-call]
        process = client._server
        assert process is not None and process.returncode == 0

    asyncio.run(session())
