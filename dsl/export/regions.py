"""Documents with tables in them: what stands between `<!-- table NAME -->` and `<!-- end -->` is made here.

`make docs` runs this module over the language reference; a test holds the committed file to it.
"""

from __future__ import annotations

import re
import sys
from typing import Final

from .tables import TABLES

_REGION: Final = re.compile(r"(<!-- table (?P<name>[a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(text: str) -> str:
    """*text* with all its tables made anew. Raises KeyError for a table that does not exist."""
    return _REGION.sub(lambda match: f"{match[1]}\n{TABLES[match['name']]()}\n\n{match[3]}", text)


if __name__ == "__main__":
    sys.stdout.write(filled(sys.stdin.read()))
