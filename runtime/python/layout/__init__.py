"""Lines too long for the page, laid out as `ruff format` lays them out: Python in, the same Python over several lines.

The generator prints each statement on one line. One that is too long is read again as a tree (`statements`) and printed
through a document of groups (`shapes`, `documents`). Parentheses are added around an operation only where its own
brackets do not make it fit (`parentheses`). Tests hold all of it to ruff itself; nothing here imports it.
"""

from .documents import columns
from .statements import WIDTH, laid_out

__all__ = ["WIDTH", "columns", "laid_out"]
