"""What authors are told: the record of one finding, the catalogue of codes, and how findings are shown."""

from .record import Diagnostic, Edit, Fix, Label, Severity, error, warning

__all__ = ["Diagnostic", "Edit", "Fix", "Label", "Severity", "error", "warning"]
