"""Training files: what they may say (`models`), and how they are read with findings that have a place (`check`)."""

from .changes import changed
from .check import COMMAND_LINE, Checked, Written, read
from .models import STAGES, Config
from .write import resolved

__all__ = ["COMMAND_LINE", "STAGES", "Checked", "Config", "Written", "changed", "read", "resolved"]
