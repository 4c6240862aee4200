"""How much work one call of a tool can be at most, told from the intermediate form: no bundle's may be more.

The language has such bounds, too (`toolwright.dsl.cost`); these hold what a stranger wrote, and what scaling made.
"""
