"""Diagnostics as a SARIF 2.1.0 log: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote

from ..source import Span
from .catalogue import CATALOGUE
from .explain import explanation, markdown
from .record import Diagnostic, Fix

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LONGEST: Final = 1000
"""Most characters of a snippet."""


def render_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """A log with one run; columns count code points. What comments allow is marked as suppressed."""
    codes = sorted({diagnostic.code for diagnostic in diagnostics})
    log = _Log({code: number for number, code in enumerate(codes)})
    results = [log.result(diagnostic) for diagnostic in diagnostics]
    run = {
        "tool": {"driver": {"name": "toolwright", "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "artifacts": [_described(uri) for uri in log.artifacts],
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True) + "\n"


def _described(uri: str) -> Mapping[str, Any]:
    if not uri.endswith(".tool"):
        return {"location": {"uri": uri}}
    return {"location": {"uri": uri}, "encoding": "utf-8", "sourceLanguage": "toolwright"}


def _rule(code: str) -> Mapping[str, Any]:
    return {
        "id": code,
        "shortDescription": {"text": CATALOGUE[code].title},
        "fullDescription": {"text": CATALOGUE[code].explanation},
        "help": {"text": explanation(code).words, "markdown": markdown(code)},
    }


@dataclass(frozen=True, slots=True)
class _Log:
    """A log in the making: what its results point at by number."""

    rules: Mapping[str, int]
    artifacts: dict[str, int] = field(default_factory=dict)
    """Address to number, in the order of first mention."""
    seen: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def result(self, diagnostic: Diagnostic) -> Mapping[str, Any]:
        parts = [diagnostic.message, *diagnostic.notes]
        if diagnostic.help is not None:
            parts.append(f"help: {diagnostic.help}")
        reason = diagnostic.allowed
        suppression = {"kind": "inSource", **({"justification": reason} if reason else {})}
        result: dict[str, Any] = {
            "ruleId": diagnostic.code,
            "ruleIndex": self.rules[diagnostic.code],
            "level": str(diagnostic.severity),
            "message": {"text": "\n".join(parts)},
            "locations": [{"physicalLocation": self._place(diagnostic.span)}],
            "partialFingerprints": {"lineAndOrder/v1": self._fingerprint(diagnostic)},
            # All results of a run have suppressions, or none has.
            "suppressions": [] if reason is None else [suppression],
        }
        related = dict.fromkeys((label.text, label.span.start, label.span.end, label.span.source)
                                for label in diagnostic.labels)  # fmt: skip
        if related:
            result["relatedLocations"] = [
                {
                    "id": number,
                    "physicalLocation": self._place(Span(source, start, end)),
                    "message": {"text": text},
                }
                for number, (text, start, end, source) in enumerate(related)
            ]
        if diagnostic.fix is not None:
            result["fixes"] = [self._fix(diagnostic.fix)]
        return result

    def _fix(self, fix: Fix) -> Mapping[str, Any]:
        changes: dict[str, list[Mapping[str, Any]]] = {}
        for edit in fix.edits:
            change = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
            changes.setdefault(edit.span.source.name, []).append(change)
        return {
            "description": {"text": fix.title},
            "artifactChanges": [
                {"artifactLocation": self._artifact(name), "replacements": replacements}
                for name, replacements in changes.items()
            ],
        }

    def _place(self, span: Span) -> Mapping[str, Any]:
        text = span.text
        snippet = {"snippet": {"text": text}} if 0 < len(text) <= _LONGEST else {}
        return {"artifactLocation": self._artifact(span.source.name), "region": {**_region(span), **snippet}}

    def _artifact(self, name: str) -> Mapping[str, Any]:
        uri = _uri(name)
        return {"uri": uri, "index": self.artifacts.setdefault(uri, len(self.artifacts))}

    def _fingerprint(self, diagnostic: Diagnostic) -> str:
        """What stays the same while other lines change: the code, its line, and how often both came before."""
        source, start = diagnostic.span.source, diagnostic.span.start
        line = source.line(source.position(start)[0]).strip()
        key = (source.name, diagnostic.code, line)
        self.seen[key] += 1
        said = f"{diagnostic.code} {self.seen[key]} {line}"
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _uri(name: str) -> str:
    # Names of files may hold bytes that are no text.
    address = quote(name, errors="surrogateescape")
    return f"file://{address}" if name.startswith("/") else address


def _region(span: Span) -> Mapping[str, int]:
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
