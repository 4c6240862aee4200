"""How training changed a model: two checkpoints compared tensor by tensor, and parts of the change grafted.

`checkpoint` and `adapter` read safetensors files a block at a time, `names` says which layer and module a tensor is
of, `measure` and `spectrum` put numbers on the change of one tensor, `compare` on that of the whole model, `heatmap`
and `tables` show them, `graft` writes models that have the change in chosen places alone. Needs the extra `train`.
"""
