"""Tree to checked program: names, types, bodies, plans, settings. `toolwright.dsl.check` says in which order."""
