"""Near misses: working tools that are easily taken for those that a task needs, written from the world itself."""

from .confusability import Looks, confusability, looks
from .ways import ways_of
from .written import near_misses, samples_of_written

__all__ = ["Looks", "confusability", "looks", "near_misses", "samples_of_written", "ways_of"]
