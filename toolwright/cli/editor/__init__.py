"""The language server: what editors say, turned into questions to the language.

`positions` turns code points into what the client counts in, `workspace` holds open buffers and what is known of them,
`convert` makes protocol values, `server` answers requests.
"""
