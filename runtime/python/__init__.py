"""The Python generator: intermediate form in, source text and functions out."""

from .expressions import BUILTINS
from .module import Generated, GeneratedModule, generated, module_source
from .pieces import PartLines

__all__ = ["BUILTINS", "Generated", "GeneratedModule", "PartLines", "generated", "module_source"]
