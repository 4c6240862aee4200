"""SARIF logs are held to what the standard asks of the objects that ours have.

The schema below is written from the text of the standard (SARIF 2.1.0, sections 3.13 to 3.58), for these objects
alone, and refuses properties that they do not have.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest

from toolwright.dsl.check import check
from toolwright.dsl.diagnostics import Diagnostic, Edit, Fix, Label, error, warning
from toolwright.dsl.diagnostics.edits import applied
from toolwright.dsl.diagnostics.sarif import render_sarif
from toolwright.dsl.source import Source, Span

from .corpus import PATHS, Memory, check_text, load


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


def _list(items: Any, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "uniqueItems": True}


_TEXT: Final = {"type": "string"}
_URI: Final = {
    "type": "string",
    "pattern": r"^([A-Za-z][A-Za-z0-9+.-]*:|(?![^/]*:))([\w\-.~!$&'()*+,;=:@/?#]|%[0-9A-F]{2})*$",
}
_NUMBER: Final = {"type": "integer", "minimum": 0}
_FROM_ONE: Final = {"type": "integer", "minimum": 1}
_WORDS: Final = _object("text", text=_TEXT, markdown=_TEXT)
_MESSAGE: Final = _object("text", text={"type": "string", "minLength": 1})
_ARTIFACT: Final = _object("uri", uri=_URI, index=_NUMBER)
_REGION: Final = _object(
    "startLine startColumn endLine endColumn",
    startLine=_FROM_ONE,
    startColumn=_FROM_ONE,
    endLine=_FROM_ONE,
    endColumn=_FROM_ONE,
    snippet=_object("text", text=_TEXT),
)
_PLACE: Final = _object("artifactLocation region", artifactLocation=_ARTIFACT, region=_REGION)
_REPLACEMENT: Final = _object("deletedRegion", deletedRegion=_REGION, insertedContent=_object("text", text=_TEXT))
_CHANGE: Final = _object(
    "artifactLocation replacements",
    artifactLocation=_ARTIFACT,
    replacements={"type": "array", "items": _REPLACEMENT, "minItems": 1},
)
_RESULT: Final = _object(
    "message ruleId ruleIndex level locations partialFingerprints suppressions",
    ruleId=_TEXT,
    ruleIndex=_NUMBER,
    level={"enum": ["none", "note", "warning", "error"]},
    message=_MESSAGE,
    locations={"type": "array", "items": _object("physicalLocation", physicalLocation=_PLACE), "minItems": 1},
    relatedLocations=_list(
        _object("id physicalLocation message", id=_NUMBER, physicalLocation=_PLACE, message=_MESSAGE), 1
    ),
    partialFingerprints={"type": "object", "additionalProperties": _TEXT, "minProperties": 1},
    fixes=_list(_object("artifactChanges", description=_MESSAGE, artifactChanges=_list(_CHANGE, 1)), 1),
    suppressions=_list(_object("kind", kind={"enum": ["inSource", "external"]}, justification=_TEXT)),
)
_RULE: Final = _object("id", id=_TEXT, shortDescription=_WORDS, fullDescription=_WORDS, help=_WORDS)
_DRIVER: Final = _object("name", name=_TEXT, rules=_list(_RULE))
_RUN: Final = _object(
    "tool results",
    tool=_object("driver", driver=_DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    artifacts=_list(
        _object("location", location=_object("uri", uri=_URI), encoding=_TEXT, sourceLanguage=_TEXT),
    ),
    results={"type": "array", "items": _RESULT},
)
_SCHEMA: Final = _object(
    "version runs",
    **{"$schema": _TEXT, "version": {"const": "2.1.0"}, "runs": {"type": "array", "items": _RUN}},
)
_VALIDATOR: Final = jsonschema.Draft202012Validator(_SCHEMA)


def log_of(*diagnostics: Diagnostic) -> Mapping[str, Any]:
    """The only run of the log, which is as the standard wants it."""
    log = json.loads(render_sarif(diagnostics))
    _VALIDATOR.validate(log)
    run: Mapping[str, Any] = log["runs"][0]
    artifacts = [each["location"]["uri"] for each in run["artifacts"]]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        for place in _places(result):
            assert artifacts[place["artifactLocation"]["index"]] == place["artifactLocation"]["uri"]
        for fix in result.get("fixes", ()):
            for change in fix["artifactChanges"]:
                assert artifacts[change["artifactLocation"]["index"]] == change["artifactLocation"]["uri"]
                regions = sorted(_range(each["deletedRegion"]) for each in change["replacements"])
                assert all(first[1] <= second[0] for first, second in pairwise(regions))
        related = [each["id"] for each in result.get("relatedLocations", ())]
        assert len(set(related)) == len(related)
    prints = [
        (_places(result)[0]["artifactLocation"]["uri"], result["partialFingerprints"]["lineAndOrder/v1"])
        for result in run["results"]
    ]
    assert len(set(prints)) == len(prints)
    return run


def _places(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [each["physicalLocation"] for each in (*result["locations"], *result.get("relatedLocations", ()))]


def _range(region: Mapping[str, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    start = region["startLine"], region["startColumn"]
    end = region["endLine"], region["endColumn"]
    assert start <= end
    return start, end


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_logs_of_wrong_specs_are_valid_and_quote_what_they_point_at(path: Path) -> None:
    text = load(path).text
    found = check_text(text).diagnostics
    lines = text.split("\n")
    for result in log_of(*found)["results"]:
        for place in _places(result):
            (line, column), (end_line, end_column) = _range(place["region"])
            quoted = "\n".join(lines[line - 1 : end_line])
            rest = len(lines[end_line - 1]) - end_column + 1
            assert rest >= 0
            said = place["region"].get("snippet", {}).get("text", "")
            if said or len(quoted) < 500:
                assert quoted[column - 1 : len(quoted) - rest] == said


def test_fixes_can_be_applied_from_the_log() -> None:
    text = 'library a { title: "ä" }\nfn f(x: string) -> integer = x\n'
    found = check_text(text).diagnostics
    lines = text.split("\n")
    for diagnostic, result in zip(found, log_of(*found)["results"], strict=True):
        assert diagnostic.fix is not None
        (change,) = result["fixes"][0]["artifactChanges"]
        (replacement,) = change["replacements"]
        (line, column), (_, end) = _range(replacement["deletedRegion"])
        mended = lines.copy()
        mended[line - 1] = (
            lines[line - 1][: column - 1] + replacement["insertedContent"]["text"] + lines[line - 1][end - 1 :]
        )
        assert "\n".join(mended) == applied(text, diagnostic.fix.edits)


def test_what_comments_allow_is_suppressed_with_its_reason() -> None:
    text = 'library a { title: "A" }\n# allow TW0508: tools of importers fill it\nentity B key id { id: str }\n'
    checked = check("a.tool", Memory({"a.tool": text + "entity C key id { id: str }\n"}), lints=True)
    first, second = log_of(*checked.diagnostics, *checked.allowed)["results"]
    assert first["suppressions"] == []
    assert second["suppressions"] == [{"kind": "inSource", "justification": "tools of importers fill it"}]


def test_addresses_are_escaped() -> None:
    def uri(name: str) -> str:
        (result,) = log_of(warning("TW0101", Span(Source(name, "x"), 0, 1), "m"))["results"]
        return str(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])

    assert uri("a b/ü.tool") == "a%20b/%C3%BC.tool"
    assert uri("/home/a#b.tool") == "file:///home/a%23b.tool"
    assert uri("geo:x%.tool") == "geo%3Ax%25.tool"
    assert uri("\udc80.tool") == "%80.tool"


def test_an_insertion_is_an_empty_region_and_a_label_said_twice_is_told_once() -> None:
    source = Source("a.tool", "a\nb\n")
    at = Span(source, 3, 3)
    label = Label(Span(source, 0, 1), "here")
    found = error("TW0101", at, "m", labels=(label, label), fix=Fix("insert", (Edit(at, "c"),)))
    (result,) = log_of(found)["results"]
    (region,) = [each["deletedRegion"] for each in result["fixes"][0]["artifactChanges"][0]["replacements"]]
    assert region == {"startLine": 2, "startColumn": 2, "endLine": 2, "endColumn": 2}
    assert len(result["relatedLocations"]) == 1


def test_a_fingerprint_survives_changes_of_other_lines() -> None:
    def prints(text: str) -> list[str]:
        run = log_of(*(warning("TW0101", Span(Source("a.tool", text), i, i + 1), "m")
                       for i, char in enumerate(text) if char == "x"))  # fmt: skip
        return [result["partialFingerprints"]["lineAndOrder/v1"] for result in run["results"]]

    assert prints("x\nyx\n") == prints("a\n\n  x\nb\nyx\n")
    assert len(set(prints("x\nx\nx x\n"))) == 4


def test_of_one_run_all_results_have_suppressions_or_none_has() -> None:
    found = warning("TW0101", Span(Source("a.tool", "x"), 0, 1), "m")
    assert all("suppressions" in result for result in log_of(found)["results"])
    assert log_of()["results"] == []
