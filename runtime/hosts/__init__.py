"""Hosts: episodes over HTTP and MCP, and a client. Needs the extra `serve`; nothing else of the runtime imports it.

Start reading at `sessions` (who holds an episode, and for how long), then `api` (what HTTP offers), `mcp_server` (what
MCP offers) and `client`.
"""
