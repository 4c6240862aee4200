"""The language server: what editors say, turned into questions to the language.

`positions` turns code points into what the client counts in, `workspace` holds open buffers and what is known of them,
`convert` and `tokens` make protocol values, `server` answers requests, with `names` (what somebody asks) and `asides`
(what editors ask by themselves).
"""
