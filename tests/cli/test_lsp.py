"""`toolwright lsp`, spoken to by a client of its own over standard input and output."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from toolwright.cli import run
from toolwright.cli.editor.positions import Places

from .lsp_client import SHOP, WAIT, Editor, applied, with_editor


def test_findings_come_while_typing_and_a_fix_mends_them(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        good = editor.open(SHOP)
        assert await editor.diagnostics(SHOP) == []
        editor.change(SHOP, good.replace("entity ", "entitty ", 1))
        found = await editor.diagnostics(SHOP)
        assert found
        assert all(each.code and each.source == "toolwright" for each in found)
        asked = lsp.CodeActionParams(editor.id(SHOP), found[0].range, lsp.CodeActionContext(found))
        actions = await editor.client.text_document_code_action_async(asked)
        assert actions and isinstance(actions[0], lsp.CodeAction)
        mended = editor.apply(actions[0].edit)
        assert mended == {SHOP: good}
        editor.change(SHOP, mended[SHOP])
        assert await editor.diagnostics(SHOP) == []

    with_editor(tmp_path, talk)


def test_an_open_library_is_what_its_importers_see(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        name, library = "author_currency/author_currency.tool", "lib/geo.tool"
        editor.open(name)
        assert await editor.diagnostics(name) == []
        text = editor.open(library)
        assert await editor.diagnostics(name) == []
        editor.change(library, text.replace("entity Country ", "entity Land ", 1))
        assert await editor.diagnostics(name)

    with_editor(tmp_path, talk)


def test_a_buffer_that_is_no_file_is_checked_too(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        uri = "untitled:Untitled-1"
        document = lsp.TextDocumentItem(uri, "tool", 1, "edition 1\n\nlibrary x {\n  titel: 1,\n}\n")
        editor.client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))
        found = await asyncio.wait_for(editor.found.setdefault(uri, asyncio.Queue()).get(), WAIT)
        assert "titel" in "".join(each.message for each in found)
        asked = lsp.CodeActionParams(lsp.TextDocumentIdentifier(uri), found[0].range, lsp.CodeActionContext(found))
        actions = await editor.client.text_document_code_action_async(asked)
        assert actions and isinstance(actions[0], lsp.CodeAction) and actions[0].edit
        assert list(actions[0].edit.changes or ()) == [uri]

    with_editor(tmp_path, talk)


def test_questions_about_what_is_not_open_are_answered(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        there, place = editor.id("none.tool"), lsp.Position(7, 7)
        assert await editor.client.text_document_hover_async(lsp.HoverParams(there, place)) is None
        assert await editor.client.text_document_definition_async(lsp.DefinitionParams(there, place)) is None
        assert not await editor.client.text_document_completion_async(lsp.CompletionParams(there, place))
        editor.client.text_document_did_close(lsp.DidCloseTextDocumentParams(there))
        editor.open(SHOP, "")
        assert await editor.diagnostics(SHOP)
        assert await editor.client.text_document_completion_async(lsp.CompletionParams(editor.id(SHOP), place))

    with_editor(tmp_path, talk)


def test_formatting_and_outline(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        good = editor.open(SHOP)
        options = lsp.FormattingOptions(tab_size=2, insert_spaces=True)
        client = editor.client
        assert not await client.text_document_formatting_async(lsp.DocumentFormattingParams(editor.id(SHOP), options))
        editor.change(SHOP, good.replace("\n  ", "\n      "))
        edits = await client.text_document_formatting_async(lsp.DocumentFormattingParams(editor.id(SHOP), options))
        assert edits and applied(editor.texts[SHOP], edits) == good
        editor.change(SHOP, good)
        symbols = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(editor.id(SHOP)))
        assert symbols
        names = {each.name: each for each in symbols if isinstance(each, lsp.DocumentSymbol) and each.detail != "data"}
        assert "shop_orders" in names
        order = names["Order"]
        assert order.detail == "entity" and order.children
        assert "status" in [each.name for each in order.children]
        assert applied(good, [lsp.TextEdit(order.selection_range, "X")]).count("entity X ") == 1

    with_editor(tmp_path, talk)


def test_calls_are_explained_while_they_are_written_and_blocks_fold(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        good = editor.open(SHOP)
        # What stands before the place in its line takes two units in the client's count.
        editor.change(SHOP, f'{good}\ntest "😀" {{ expect set_quantity(order="c", ')
        place = editor.place(SHOP, '(order="c", ', len('(order="c", '))
        found = await editor.client.text_document_signature_help_async(lsp.SignatureHelpParams(editor.id(SHOP), place))
        assert found is not None and found.active_parameter == 1
        assert found.signatures[0].label.startswith("set_quantity(order: str")
        asked = lsp.FoldingRangeParams(editor.id(SHOP))
        ranges = await editor.client.text_document_folding_range_async(asked)
        starts = {editor.texts[SHOP].split("\n")[each.start_line] for each in ranges or ()}
        assert {"scenario shop_orders {", "scale {"} <= starts

    with_editor(tmp_path, talk)


def test_names_are_explained_found_and_renamed_across_files(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        name, library = "author_currency/author_currency.tool", "lib/geo.tool"
        text, client, there = editor.open(name), editor.client, editor.id(name)
        place = editor.place(name, "country_of_city(")
        hover = await client.text_document_hover_async(lsp.HoverParams(there, place))
        assert hover is not None and isinstance(hover.contents, lsp.MarkupContent)
        assert "tool country_of_city(" in hover.contents.value

        found = await client.text_document_definition_async(lsp.DefinitionParams(there, place))
        assert isinstance(found, lsp.Location) and found.uri == editor.uri(library)
        declared = (editor.folder / library).read_text("utf-8")
        assert applied(declared, [lsp.TextEdit(found.range, "X")]).count("tool X(") == 1

        context = lsp.ReferenceContext(include_declaration=True)
        uses = await client.text_document_references_async(lsp.ReferenceParams(context, there, place))
        assert uses is not None
        assert {each.uri for each in uses} >= {editor.uri(name), editor.uri(library)}
        assert sum(each.uri == editor.uri(name) for each in uses) == text.count("country_of_city")

        await client.text_document_prepare_rename_async(lsp.PrepareRenameParams(there, place))
        edit = await client.text_document_rename_async(lsp.RenameParams(there, place, "land_of_city"))
        for changed, new in editor.apply(edit).items():
            (editor.folder / changed).write_text(new, "utf-8")
            assert "country_of_city" not in new
        editor.change(name, (editor.folder / name).read_text("utf-8"))
        client.text_document_did_save(lsp.DidSaveTextDocumentParams(there))
        while await editor.diagnostics(name):
            pass
        assert run(["check", str(editor.folder)]) == 0

    with_editor(tmp_path, talk)


def test_what_cannot_be_renamed_is_refused_with_a_reason(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(SHOP)
        place = editor.place(SHOP, "entity Product", len("entity "))
        asked = lsp.RenameParams(editor.id(SHOP), place, "Order")
        with pytest.raises(JsonRpcException, match="declared twice"):
            await editor.client.text_document_rename_async(asked)
        place = editor.place(SHOP, "@check", 1)
        with pytest.raises(JsonRpcException, match="a word of the language"):
            await editor.client.text_document_prepare_rename_async(lsp.PrepareRenameParams(editor.id(SHOP), place))

    with_editor(tmp_path, talk)


def test_completion_and_places_behind_wide_characters(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        good = editor.open(SHOP)
        extra = 'const FACE = "😀😀"\n\nfn wide(p: Product) -> str = "😀" + p.title\n'
        editor.change(SHOP, f"{good}\n{extra}")
        place = editor.place(SHOP, "+ p.title", len("+ p."))
        assert place.character == len('fn wide(p: Product) -> str = "😀" + p.') + 1
        hover = await editor.client.text_document_hover_async(lsp.HoverParams(editor.id(SHOP), place))
        assert hover is not None and isinstance(hover.contents, lsp.MarkupContent)
        assert "title: str(1..60)" in hover.contents.value
        assert hover.range == lsp.Range(place, lsp.Position(place.line, place.character + 5))
        editor.change(SHOP, f"{good}\n{extra}".replace("p.title", "p."))
        found = await editor.client.text_document_completion_async(lsp.CompletionParams(editor.id(SHOP), place))
        assert isinstance(found, list)
        assert {"sku", "title", "price", "stock"} == {item.label for item in found}

    with_editor(tmp_path, talk)


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("toolwright.cli.editor.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    assert run(["lsp"]) == 2
    assert 'pip install "toolwright[lsp]"' in capfd.readouterr().err


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 7), ("utf-16", 4), ("utf-32", 3)])
def test_places_count_in_the_units_of_the_client(encoding: str, character: int) -> None:
    text = "ab\r\nc😀é x\u2028y\n"
    places = Places(text, encoding)
    assert places.position(text.index(" x")) == (1, character)
    for offset in range(len(text) + 1):
        line, units = places.position(offset)
        assert places.offset(line, units) == offset or text[offset - 1 : offset + 1] == "\r\n"
    assert places.offset(99, 0) == len(text)
    assert places.offset(1, 999) == len(text) - 1
