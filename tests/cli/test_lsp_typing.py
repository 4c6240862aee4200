"""`toolwright lsp` while somebody types: which checks run, what is told, and what editors ask by themselves."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp

from toolwright.cli.editor.asides import configure
from toolwright.cli.editor.convert import Converter, changed
from toolwright.cli.editor.positions import Places
from toolwright.cli.editor.server import make
from toolwright.cli.editor.tokens import LEGEND, difference, encoded
from toolwright.dsl.services.tokens import Role, Token
from toolwright.dsl.source import Source, Span

from ..conftest import ROOT
from .lsp_client import SHOP, Editor, with_editor

TYPED = "\nconst NOT_MUCH: int = 12.5 # 😀\n"
COUNTED = """
import sys
from toolwright.cli.editor import server, workspace

plain = workspace.analyse

def analyse(*args, **kwargs):
    with open(sys.argv[1], "a") as file:
        file.write("checked\\n")
    return plain(*args, **kwargs)

workspace.analyse = analyse
server.start()
"""
"""A server that writes a line for each check into a file."""


def names(data: list[int], text: str) -> list[tuple[str, str, frozenset[str]]]:
    """Text, kind and modifiers of each token; places are read as UTF-16."""
    lines = [line.encode("utf-16-le") for line in text.split("\n")]
    found, line, character = [], 0, 0
    for at in range(0, len(data), 5):
        down, right, length, kind, flags = data[at : at + 5]
        line, character = line + down, right if down else character + right
        piece = lines[line][2 * character : 2 * (character + length)].decode("utf-16-le")
        modifiers = {each for bit, each in enumerate(LEGEND.token_modifiers) if flags >> bit & 1}
        found.append((piece, LEGEND.token_types[kind], frozenset(modifiers)))
    return found


async def colours(editor: Editor, name: str) -> lsp.SemanticTokens:
    asked = lsp.SemanticTokensParams(editor.id(name))
    found = await editor.client.text_document_semantic_tokens_full_async(asked)
    assert found is not None
    return found


def test_quick_typing_is_checked_once_it_rests(tmp_path: Path) -> None:
    log = tmp_path / "checks"

    def checks() -> int:
        return log.read_text().count("checked")

    async def talk(editor: Editor) -> None:
        good = editor.open(SHOP)
        assert await editor.diagnostics(SHOP) == []
        before, told = checks(), len(editor.told)
        asked: list[Awaitable[lsp.SemanticTokens | None]] = []
        hinted: list[Awaitable[Sequence[lsp.InlayHint] | None]] = []
        for number, character in enumerate(TYPED):
            editor.edit(SHOP, (len(good) + number, len(good) + number, character))
            # Editors ask these after every change.
            params = lsp.SemanticTokensParams(editor.id(SHOP))
            asked.append(asyncio.ensure_future(editor.client.text_document_semantic_tokens_full_async(params)))
            everything = lsp.Range(lsp.Position(0, 0), lsp.Position(999, 0))
            hint = lsp.InlayHintParams(editor.id(SHOP), everything)
            hinted.append(asyncio.ensure_future(editor.client.text_document_inlay_hint_async(hint)))
            await asyncio.sleep(0.01)
        found = await asyncio.gather(*asked)
        assert all(await asyncio.gather(*hinted))
        last = editor.told[-1]
        assert last.version == editor.versions[SHOP] == len(TYPED) + 1 > 30
        assert [each.code for each in last.diagnostics] == ["TW0301"]
        # One check, or few more where the machine stood still for longer than the pause.
        assert checks() - before <= 4
        assert len(editor.told) - told <= 4
        assert found[-1] is not None
        assert found[-1].data == (await colours(editor, SHOP)).data
        assert checks() - before <= 4

    with_editor(tmp_path / "specs", talk, ("-c", COUNTED, str(log)))


def test_changes_of_parts_give_the_text_of_the_client(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        # What ends a line is what the protocol says: not form feeds, not U+2028.
        text = editor.open(SHOP, (tmp_path / SHOP).read_text("utf-8").replace("\n", "\r\n") + "# \f \u2028 \x85 😀\r\n")
        chance = random.Random(4)
        for _ in range(40):
            edits, now = [], editor.texts[SHOP]
            for _ in range(chance.randrange(1, 4)):
                places = Places(now, "utf-16")
                start = chance.randrange(len(now))
                # No client can name the place inside of a line end.
                start, end = (places.offset(*places.position(at)) for at in (start, start + chance.randrange(6)))
                edits.append((start, end, chance.choice(("", "x", "\n", "😀", "\f", " \u2028 ", '"'))))
                now = now[:start] + edits[-1][2] + now[end:]
            editor.edit(SHOP, *edits)
        wanted = editor.texts[SHOP]
        assert wanted != text
        editor.edit(SHOP, (len(wanted), len(wanted), "\nconst LAST = nothing_at_all\n"))
        while editor.told[-1].version != editor.versions[SHOP] if editor.told else True:
            await editor.diagnostics(SHOP)
        found = editor.told[-1].diagnostics
        editor.change(SHOP, editor.texts[SHOP])
        while editor.told[-1].version != editor.versions[SHOP]:
            await editor.diagnostics(SHOP)
        assert found
        assert editor.told[-1].diagnostics == found

    with_editor(tmp_path, talk)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_change_counts_in_the_units_of_the_client(encoding: str) -> None:
    units = len("é😀".encode("utf-32-le" if encoding == "utf-32" else encoding.replace("16", "16-le")))
    units //= {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    range_ = lsp.Range(lsp.Position(1, units), lsp.Position(2, 0))
    parts = [lsp.TextDocumentContentChangePartial(range_, "!"), lsp.TextDocumentContentChangePartial(range_, "?")]
    assert changed("a\u2028\ré😀b\r\nc", parts[:1], encoding) == "a\u2028\ré😀!c"
    # There is no third line any more: a range behind the end is the end.
    assert changed("a\u2028\ré😀b\r\nc", parts, encoding) == "a\u2028\ré😀?"
    assert changed("a", [lsp.TextDocumentContentChangeWholeDocument("b"), *parts[:0]], encoding) == "b"


def test_names_are_coloured_by_what_they_are(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        extra = '\nconst FACE = "😀"\n\nfn wide(p: Product) -> str = "😀" + p.title + FACE\n'
        text = editor.open(SHOP, (editor.folder / SHOP).read_text("utf-8") + extra)
        data = (await colours(editor, SHOP)).data
        found = names(list(data), text)
        declared, built_in = frozenset({"declaration"}), frozenset({"defaultLibrary"})
        assert (
            found[-11:]
            == [
                ("FACE", "variable", frozenset({"declaration", "readonly"})),
                ("wide", "function", declared),
                ("p", "parameter", declared),
                ("Product", "class", frozenset()),
                ("str", "type", built_in),
                ("p", "parameter", frozenset()),
                ("title", "property", frozenset()),
                ("FACE", "variable", frozenset({"readonly"})),
            ][-11:]
            or found[-8:] == found[-11:][3:]
        )
        seen = set(found)
        assert ("shop_orders", "namespace", declared) in seen
        assert ("set_quantity", "method", declared) in seen
        assert ("set_quantity", "method", frozenset()) in seen
        assert ("open", "enumMember", frozenset({"readonly"})) in seen
        assert ("UnknownCustomer", "event", frozenset()) in seen
        assert ("first", "function", built_in) in seen
        assert ("found", "variable", declared) in seen

    with_editor(tmp_path, talk)


def test_only_what_has_changed_of_the_colours_is_sent(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        text = editor.open(SHOP)
        first = await colours(editor, SHOP)
        assert first.result_id
        at = text.index("entity Product") + len("entity ")
        editor.edit(SHOP, (at, at, "\n  "))
        asked = lsp.SemanticTokensDeltaParams(editor.id(SHOP), first.result_id)
        delta = await editor.client.text_document_semantic_tokens_full_delta_async(asked)
        assert isinstance(delta, lsp.SemanticTokensDelta)
        (edit,) = delta.edits
        data = list(first.data)
        data[edit.start : edit.start + edit.delete_count] = edit.data or []
        assert len(edit.data or ()) <= 10
        assert data == list((await colours(editor, SHOP)).data)
        # What the client calls by a name that is too old is sent as a whole.
        whole = await editor.client.text_document_semantic_tokens_full_delta_async(asked)
        assert isinstance(whole, lsp.SemanticTokens)
        assert list(whole.data) == data

    with_editor(tmp_path, talk)


def test_a_difference_makes_the_new_from_the_old() -> None:
    chance = random.Random(2)
    for _ in range(300):
        old = [chance.randrange(2) for _ in range(5 * chance.randrange(6))]
        new = [chance.randrange(2) for _ in range(5 * chance.randrange(6))] if chance.random() < 0.9 else list(old)
        made = list(old)
        for edit in difference(old, new):
            made[edit.start : edit.start + edit.delete_count] = edit.data or []
        assert made == new
        assert bool(difference(old, new)) == (old != new)


def test_every_role_has_a_kind_that_editors_know() -> None:
    source = Source("a.tool", "x")
    for role in Role:
        (*_, kind, flags) = encoded([Token(Span(source, 0, 1), role, False, False, False)], Converter("utf-8"))
        assert LEGEND.token_types[kind]
        assert flags == 0


def test_types_that_nobody_wrote_are_shown_where_asked(tmp_path: Path) -> None:
    everything = lsp.Range(lsp.Position(0, 0), lsp.Position(9999, 0))

    async def shown(editor: Editor) -> list[lsp.InlayHint]:
        asked = lsp.InlayHintParams(editor.id(SHOP), everything)
        return list(await editor.client.text_document_inlay_hint_async(asked) or ())

    async def talk(editor: Editor) -> None:
        editor.open(SHOP)
        found = await shown(editor)
        places = {(each.position.line, each.position.character): each.label for each in found}
        place = editor.place(SHOP, "let customer = first(", len("let customer"))
        assert places[place.line, place.character] == ": Customer"
        place = editor.place(SHOP, "step refund = ", len("step refund"))
        assert places[place.line, place.character] == ": { refunded: float }"
        few = lsp.Range(lsp.Position(place.line, 0), lsp.Position(place.line + 1, 0))
        asked = lsp.InlayHintParams(editor.id(SHOP), few)
        assert len(await editor.client.text_document_inlay_hint_async(asked) or ()) == 1
        for wanted in (False, True):
            settings = {"toolwright": {"inlayHints": {"types": wanted}}}
            editor.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(settings))
            assert bool(await shown(editor)) == wanted

    async def without(editor: Editor) -> None:
        editor.open(SHOP)
        assert not await shown(editor)

    with_editor(tmp_path, talk)
    with_editor(tmp_path, without, options={"toolwright": {"inlayHints": {"types": False}}})


def test_the_setting_is_called_what_the_extension_calls_it() -> None:
    package = json.loads((ROOT / "editors/vscode/package.json").read_text("utf-8"))
    (name,) = (each for each in package["contributes"]["configuration"]["properties"] if "inlayHints" in each)
    settings: Any = False
    for part in reversed(name.split(".")):
        settings = {part: settings}
    server = make()
    configure(server, {"toolwright": {"inlayHints": 7}})
    configure(server, None)
    assert server.shows_types
    configure(server, settings)
    assert not server.shows_types


def test_marks_and_symbols_of_the_workspace(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        text, client = editor.open(SHOP), editor.client
        place = editor.place(SHOP, "entity Product", len("entity "))
        marks = await client.text_document_document_highlight_async(lsp.DocumentHighlightParams(editor.id(SHOP), place))
        assert marks is not None
        lines = text.split("\n")
        pieces = [lines[each.range.start.line][each.range.start.character : each.range.end.character] for each in marks]
        assert len(pieces) > 3
        assert set(pieces) == {"Product"}
        assert [each.range.start for each in marks if each.kind is lsp.DocumentHighlightKind.Write] == [place]

        # A file that is not open, and a buffer that was never written.
        found = await client.workspace_symbol_async(lsp.WorkspaceSymbolParams("cntryofcity"))
        assert [(each.name, each.location.uri) for each in found or ()][:1] == [
            ("country_of_city", editor.uri("lib/geo.tool"))
        ]
        editor.edit(SHOP, (len(text), len(text), "\nfn quite_new() -> int = 1\n"))
        found = await client.workspace_symbol_async(lsp.WorkspaceSymbolParams("QUITE"))
        assert [(each.name, each.location.uri) for each in found or ()] == [("quite_new", editor.uri(SHOP))]
        (status,) = [
            each
            for each in await client.workspace_symbol_async(lsp.WorkspaceSymbolParams("status")) or ()
            if each.location.uri == editor.uri(SHOP) and each.kind is lsp.SymbolKind.Field
        ]
        assert status.container_name == "Order"
        assert await client.workspace_symbol_async(lsp.WorkspaceSymbolParams(""))

    with_editor(tmp_path, talk)


def test_a_request_can_be_withdrawn_while_typing_goes_on(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(SHOP)
        asked = editor.client.protocol.send_request_async(
            lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, lsp.SemanticTokensParams(editor.id(SHOP)), msg_id="withdrawn"
        )
        task = asyncio.ensure_future(asked)
        await asyncio.sleep(0)
        editor.client.protocol.notify("$/cancelRequest", lsp.CancelParams("withdrawn"))
        with pytest.raises(Exception, match="cancel"):
            await task
        assert await editor.diagnostics(SHOP) == []
        assert (await colours(editor, SHOP)).data

    with_editor(tmp_path, talk)
