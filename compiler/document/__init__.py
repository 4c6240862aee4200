"""Stage 2, document generation: a tool for each question that has none.

Before: `step place = derive first([x for x in City if x.name == c.name]).country.name asks $"In which country ...?"`.
After:  `country_of_city(city: str)` with its document and body, shared by all tasks of the family, and the call of it
that each task makes: `country_of_city(city=c.name)`.
"""

from .family import stored_values
from .tools import DerivedCall, Documents, document

__all__ = ["DerivedCall", "Documents", "document", "stored_values"]
