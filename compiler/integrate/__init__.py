"""Stage 3, function integration: tools that overlap become one, and every old call has a translated call.

Before: `country_of_city(city)` and `population_of_city(city)`.
After:  `city_details(city, detail: "country" | "population")`, and the map from old calls to new ones.

Merged is what least general generalisation of the bodies joins (G. Plotkin, A note on inductive generalization, 1970):

- equal but for names: one tool;
- equal but for constants: the constants become parameters;
- the same lookup, another field: a parameter chooses the field.

Tools whose bodies differ in any other way stay apart. The paper merges documents "whose functions overlap" by a
language model (arXiv 2508.08791, stage 3 of the construction; 39 of its 200 rows have such tools); there, a merged tool
is right when a model says so. Here it is right by construction, and golden calls are made before and after.
"""

from .merge import Apart, Integration, Merge, TranslatedCall, Translation
from .stage import integrate

__all__ = ["Apart", "Integration", "Merge", "TranslatedCall", "Translation", "integrate"]
