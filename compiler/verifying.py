"""A bundle proved again without its spec, and its report compared with what the proofs give."""

from __future__ import annotations

import json
from collections.abc import Callable

from toolwright.runtime import Bundle

from .prove import Finding, prove
from .report import figures_of, report


def verify(bundle: Bundle, advance: Callable[[], None] = lambda: None) -> list[Finding]:
    """What does not hold in *bundle*; *advance* is called after each task of each level. Raises BundleError."""
    proofs = prove(bundle, advance)
    findings = [finding for proof in proofs.values() for finding in proof.findings]
    if not findings and not _reported(bundle, report(bundle, proofs)):
        note = "its figures or its counts of proofs are others"
        findings.append(Finding("TW0666", "", None, "report.json is not what the proofs give", note))
    return findings


def _reported(bundle: Bundle, found: dict[str, object]) -> bool:
    """Whether the bundle's report says what was *found*; a broken one does not."""
    try:
        told = json.loads(bundle.files.get("report.json", b"{}"))
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and dict(figures_of(told)) == dict(figures_of(found))
