"""Calls against any OpenAI function documents: what `toolwright validate` judges with.

Our own bundles check arguments by code that is made for their types (`runtime/arguments.py`); here the documents are a
stranger's, and JSON Schema (2020-12) is what they say. Codes, precedence and the reading of JSON are the same.

Start reading at `functions` (documents in, functions out), then `schemas` (a schema as checks).
"""

from .functions import Function, functions_of, judge
from .problem import Problem

__all__ = ["Function", "Problem", "functions_of", "judge"]
