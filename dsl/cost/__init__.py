"""How much work one call of a tool can be at most, told from its text and the sizes of the world.

Loops run over finite lists only, so every call ends; here is when. Steps are what the reference evaluator counts
(`toolwright.runtime.reference.evaluator`, which must change together with `estimate` and `expressions`): one for a
call, for each time around a `for`, for each item that a built-in function, a sort, `in`, `==` or a joined list touches,
and for each row that is listed or checked. Everything else belongs to the step that it happens in.
"""
