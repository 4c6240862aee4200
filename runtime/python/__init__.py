"""The Python generator: intermediate form in, source text and functions out."""

from .expressions import BUILTINS
from .module import GeneratedModule, module_source

__all__ = ["BUILTINS", "GeneratedModule", "module_source"]
