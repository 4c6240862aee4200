"""A bundle proved again without its spec, its card and its report compared with what they are made from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from toolwright.runtime import Bundle

from .prove import Finding, Proof, prove
from .report import figures_of, report
from .texts import card


def verify(bundle: Bundle, advance: Callable[[], None] = lambda: None) -> list[Finding]:
    """What does not hold in *bundle*; *advance* is called after each task of each level. Raises BundleError."""
    proofs = prove(bundle, advance)
    findings = [finding for proof in proofs.values() for finding in proof.findings]
    # What is told about a bundle follows from what it holds, so it is looked at where that is right.
    return findings or list(_told(bundle, proofs))


def _told(bundle: Bundle, proofs: Mapping[str, Proof]) -> Iterator[Finding]:
    """What manifest, card and report say otherwise."""
    if problem := _miscounted(bundle):
        yield Finding("TW0666", "", None, "the manifest does not say what the bundle holds", problem)
    example = next(iter(bundle.level(bundle.level_names[0]).tasks.values()))
    about = bundle.manifest
    if bundle.files.get("README.md") != card(about, about.levels, about.kinds, example).encode():
        yield Finding("TW0666", "", None, "README.md is not what the bundle says")
    if not _reported(bundle, report({name: bundle.level(name) for name in bundle.level_names}, proofs)):
        note = "its figures or its counts of proofs are others"
        yield Finding("TW0666", "", None, "report.json is not what the proofs give", note)


def _miscounted(bundle: Bundle) -> str | None:
    """What the manifest counts wrongly."""
    kinds = Counter(task.kind for task in bundle.level(bundle.level_names[0]).tasks.values())
    if bundle.manifest.kinds != dict(kinds):
        return f"tasks by kind: {dict(sorted(kinds.items()))}"
    for info in bundle.manifest.levels:
        level = bundle.level(info.name)
        if (info.tasks, info.tools) != (len(level.tasks), len(level.module.tools)):
            return f"level {info.name} has {len(level.tasks)} tasks and {len(level.module.tools)} tools"
    return None


def _reported(bundle: Bundle, found: dict[str, object]) -> bool:
    """Whether the bundle's report says what was *found*; a broken one does not."""
    try:
        told = json.loads(bundle.files.get("report.json", b"{}"))
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and dict(figures_of(told)) == dict(figures_of(found))
