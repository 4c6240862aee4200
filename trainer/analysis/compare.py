"""Two checkpoints, compared tensor by tensor with a block of each in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .adapter import Adapter, is_adapter, open_adapter
from .checkpoint import Checkpoint, CheckpointError, open_checkpoint
from .measure import Change, Sums, sums_of, together
from .names import MODULE_ORDER, layer_of, module_of
from .spectrum import Sketch


@dataclass(frozen=True, slots=True)
class Pair:
    """A model before training and what it is after."""

    before: Checkpoint
    after: Checkpoint | Adapter
    names: tuple[str, ...]
    """The tensors that both have."""
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]

    def blocks(self, name: str) -> Iterator[tuple[Any, Any]]:
        """A tensor as a matrix, some rows at a time: what they were and how they changed, both float32."""
        if isinstance(self.after, Checkpoint):
            both = zip(self.before.blocks(name), self.after.blocks(name), strict=True)
            yield from ((old, new - old) for (_, old), (_, new) in both)
            return
        whole = self.after.whole.get(name)
        product = self.after.low_rank.get(name)
        for rows, old in self.before.blocks(name):
            if whole is not None:
                yield old, whole.float().reshape(-1, old.shape[1])[rows] - old
            else:
                yield old, product.rows(rows) if product else old * 0

    def after_tensor(self, name: str) -> Any:
        """A tensor after training, of the type that the model has."""
        if isinstance(self.after, Checkpoint):
            return self.after.tensor(name)
        old = self.before.tensor(name)
        if name in self.after.whole:
            return self.after.whole[name].to(old.dtype)
        product = self.after.low_rank.get(name)
        return (old.float() + product.rows(slice(None)).reshape(old.shape)).to(old.dtype) if product else old


@dataclass(frozen=True, slots=True)
class Comparison:
    """How training changed a model."""

    changes: tuple[Change, ...]
    """By layer and module."""
    only_before: tuple[str, ...]
    """Tensors that only the model before has; nothing is said of them."""
    only_after: tuple[str, ...]

    def sums(self, *, layer: int | None = None, module: str | None = None) -> Sums:
        """The changes of a layer, of a module, of a module in a layer, or of all."""
        return together(
            each.sums
            for each in self.changes
            if (layer is None or each.layer == layer) and (module is None or each.module == module)
        )

    @property
    def layers(self) -> list[int]:
        """The layers that the model has."""
        return sorted({each.layer for each in self.changes if each.layer is not None})

    @property
    def modules(self) -> list[str]:
        """The modules that the model has, in the order in which a token passes them."""
        present = {each.module for each in self.changes}
        return [module for module in MODULE_ORDER if module in present]


def open_pair(before: Path, after: Path) -> Pair:
    """The checkpoints at two paths; *after* may be an adapter for *before*. Raises CheckpointError."""
    old = open_checkpoint(before)
    if is_adapter(after):
        return Pair(old, open_adapter(after, old), tuple(old.specs), (), ())
    new = open_checkpoint(after)
    names = tuple(name for name in old.specs if name in new.specs)
    if not names:
        some, other = next(iter(old.specs)), next(iter(new.specs))
        raise CheckpointError(
            f"{before} and {after} have no tensor in common: {some} here, {other} there. Are they one architecture?"
        )
    for name in names:
        here, there = old.specs[name].shape, new.specs[name].shape
        if here != there:
            raise CheckpointError(f"{name} has the shape {list(here)} in {before} and {list(there)} in {after}")
    return Pair(
        old,
        new,
        names,
        tuple(name for name in old.specs if name not in new.specs),
        tuple(name for name in new.specs if name not in old.specs),
    )


def compare(pair: Pair, advance: Callable[[str, float, float], None] = lambda *_: None) -> Comparison:
    """All changes of a pair; *advance* is told how far it has come. Raises CheckpointError for a damaged file."""
    found = []
    for number, name in enumerate(pair.names):
        found.append(_change(pair, name))
        advance("comparing", number + 1, len(pair.names))
    return Comparison(tuple(sorted(found, key=_place)), pair.only_before, pair.only_after)


def _change(pair: Pair, name: str) -> Change:
    shape = pair.before.specs[name].shape
    sketch = Sketch(shape[-1], name) if len(shape) > 1 else None
    sums = Sums()
    for before, change in pair.blocks(name):
        sums += sums_of(before, change)
        if sketch is not None and change.any():
            sketch.add(change)
    spectrum = None if sketch is None else sketch.spectrum(sums.change)
    return Change(name, layer_of(name), module_of(name), shape, sums, spectrum)


def _place(change: Change) -> tuple[int, int, str]:
    return (-1 if change.layer is None else change.layer, MODULE_ORDER.index(change.module), change.name)


def ranking(changes: Sequence[Change]) -> list[Change]:
    """*changes* with the largest relative change first."""
    return sorted(changes, key=lambda each: (-(each.sums.relative or 0.0), each.name))
