"""Weights on disk, read a block at a time: one safetensors file, or shards with their index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from safetensors import SafetensorError, safe_open

from ..model_places import meant_instead

SINGLE: Final = "model.safetensors"
INDEX: Final = "model.safetensors.index.json"
ADAPTER: Final = "adapter_config.json"
BLOCK: Final = 1 << 24
"""Most numbers of a tensor that are in memory at a time."""


class CheckpointError(Exception):
    """A checkpoint that cannot be read; the message says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a file says of a tensor."""

    shape: tuple[int, ...]
    dtype: str
    """As safetensors writes it, `BF16`."""

    @property
    def matrix(self) -> tuple[int, int]:
        """Rows and columns of the tensor as a matrix: what stands before the last dimension are rows."""
        rows = 1
        for size in self.shape[:-1]:
            rows *= size
        return rows, self.shape[-1] if self.shape else 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tensors of a model by name."""

    path: Path
    """As it was named: a folder or a file."""
    specs: Mapping[str, Spec]
    files: Mapping[str, Path]
    """Tensor to the file that holds it."""
    _open: dict[Path, Any] = field(default_factory=dict, compare=False, repr=False)

    def blocks(self, name: str) -> Iterator[tuple[slice, Any]]:
        """The tensor as a matrix (`Spec.matrix`), some of its first dimension at a time: (rows, float32 of them).

        Raises CheckpointError where the file ends too early.
        """
        spec = self.specs[name]
        rows, columns = spec.matrix
        if len(spec.shape) < 2:
            yield slice(0, rows), self.tensor(name).float().reshape(rows, columns)
            return
        inner = rows // spec.shape[0] if spec.shape[0] else 1
        step = max(1, BLOCK // max(1, inner * columns))
        part = self._file(name).get_slice(name)
        for start in range(0, spec.shape[0], step):
            end = min(start + step, spec.shape[0])
            yield slice(start * inner, end * inner), part[start:end].float().reshape(-1, columns)

    def tensor(self, name: str) -> Any:
        """The whole tensor, of its own type. Raises CheckpointError."""
        return self._file(name).get_tensor(name)

    def _file(self, name: str) -> Any:
        path = self.files[name]
        if path not in self._open:
            self._open[path] = _opened(path)
        return self._open[path]


def open_checkpoint(path: Path) -> Checkpoint:
    """The checkpoint at *path*: a folder as transformers writes it, or one safetensors file. Raises CheckpointError."""
    if path.is_dir():
        files = _files_of(path)
    elif path.is_file():
        files = [path]
    else:
        raise CheckpointError(f"{path} is not there")
    specs: dict[str, Spec] = {}
    places: dict[str, Path] = {}
    opened: dict[Path, Any] = {}
    for file in files:
        opened[file] = handle = _opened(file)
        for name in handle.keys():  # noqa: SIM118 -- no mapping
            if name in places:
                raise CheckpointError(f"{name} is in {places[name].name} and in {file.name}")
            part = handle.get_slice(name)
            specs[name] = Spec(tuple(part.get_shape()), str(part.get_dtype()))
            places[name] = file
    if not specs:
        raise CheckpointError(f"{path} holds no tensor")
    return Checkpoint(path, dict(sorted(specs.items())), places, opened)


def _files_of(folder: Path) -> list[Path]:
    index = folder / INDEX
    if index.is_file():
        try:
            names = sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))
        except (ValueError, KeyError, AttributeError, TypeError):
            raise CheckpointError(f'{index} is no index of shards: {{"weight_map": {{tensor: file}}}}') from None
        for name in names:
            if not isinstance(name, str) or Path(name).name != name:
                raise CheckpointError(f"{index} names {name!r}, which is no file beside it")
            if not (folder / name).is_file():
                raise CheckpointError(f"{folder} lacks {name}, which its index names")
        return [folder / name for name in names]
    if (folder / SINGLE).is_file():
        return [folder / SINGLE]
    if (folder / ADAPTER).is_file():
        raise CheckpointError(f"{folder} is an adapter; name the model that it is for as BEFORE")
    if any(folder.glob("*.bin")) or any(folder.glob("*.pt")):
        raise CheckpointError(
            f"{folder} holds pickled weights, which are not opened here; save them as safetensors "
            "(`save_pretrained` does by default)"
        )
    meant = meant_instead(folder)
    hint = f"; did you mean {meant}?" if meant else ""
    raise CheckpointError(f"{folder} has neither {SINGLE} nor {INDEX}{hint}")


def _opened(file: Path) -> Any:
    try:
        return safe_open(file, framework="pt")
    except (SafetensorError, OSError) as problem:
        raise CheckpointError(f"{file} is no whole safetensors file: {problem}") from None
