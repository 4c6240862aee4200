"""`toolwright serve`."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolwright import __version__
from toolwright.runtime import Bundle, BundleError

from .bundles import load_by_name
from .collector import collect_briefly

if TYPE_CHECKING:
    from toolwright.runtime.hosts.sessions import Session

DEFAULT_ADDRESS = "127.0.0.1:8000"
_EXTRA = ("httptools", "mcp", "mcp_types", "prometheus_client", "starlette", "uvicorn")


@click.command()
@click.argument("bundles", nargs=-1, required=True, metavar="BUNDLE...")
@click.option(
    "--http", "address", metavar="[HOST:]PORT", help=f"Serve HTTP there; port 0 takes a free one.  [{DEFAULT_ADDRESS}]"
)
@click.option("--mcp", type=click.Choice(["stdio", "http"]), help="Serve MCP: to one client, or at /mcp beside HTTP.")
@click.option("--level", default="base", show_default=True, help="Level for MCP clients that choose none.")
@click.option("--task", help="Task for MCP clients that choose none.  [default: the first one]")
@click.option("--token-file", type=click.Path(path_type=Path, dir_okay=False), help="Requests must carry its text.")
@click.option("--max-sessions", default=4096, show_default=True, type=click.IntRange(1), help="Open at once, at most.")
@click.option(
    "--patience", default=10.0, show_default=True, type=click.FloatRange(min=0.1), help="Seconds a request may arrive."
)
@click.option(
    "--idle", default=900.0, show_default=True, type=click.FloatRange(min=0.1), help="Seconds a session may rest."
)
@click.option(
    "--record", type=click.Path(path_type=Path, dir_okay=False), help="Append ended sessions to a JSONL file."
)
@click.option("--pooled", is_flag=True, help="Let sessions share the processes of extern functions (docs/sandbox.md).")
def command(
    bundles: tuple[str, ...],
    address: str | None,
    mcp: str | None,
    level: str,
    task: str | None,
    token_file: Path | None,
    max_sessions: int,
    idle: float,
    patience: float,
    record: Path | None,
    pooled: bool,
) -> int:
    """Serve bundles over HTTP, over MCP, or both, until told to end.

    It answers to this machine only, unless HOST says otherwise; give a token then. See docs/serve.md for all requests.

    Example: toolwright serve build/* --http 8000 --mcp http
    """
    if mcp == "stdio" and address is not None:
        raise click.UsageError("MCP over standard input and output serves one client; leave out --http")
    loaded = load_by_name(bundles, "sessions ask for a bundle by its name: serve one of them")
    first = next(iter(loaded.values())) if len(loaded) == 1 else None
    try:
        if pooled:
            # Functions that may keep something are told now, not to whoever asks for their session.
            for bundle in loaded.values():
                bundle.environment(bundle.level_names[0], pooled=True)
        if first is not None:
            tasks = first.environment(level, pooled=pooled).tasks
            if task is not None and task not in tasks:
                raise click.ClickException(f"level {level} of {first.name} has no task {task}")
        elif mcp == "stdio":
            raise click.UsageError("MCP over standard input and output serves one bundle")
    except BundleError as problem:
        raise click.ClickException(str(problem)) from None
    try:
        with contextlib.ExitStack() as stack:
            ended = _recorded(record, stack)
            if mcp == "stdio":
                _stdio(loaded, level, task, ended, pooled)
            else:
                token = _token(token_file)
                limits = Limits(max_sessions, idle, patience, pooled)
                _http(
                    loaded, _address(address or DEFAULT_ADDRESS), token, (level, task) if mcp else None, limits, ended
                )
    except ModuleNotFoundError as problem:
        if (problem.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise click.ClickException('serving needs `pip install "toolwright[serve]"`') from None
    return 0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the server takes upon itself."""

    sessions: int
    idle: float
    """Seconds."""
    patience: float
    """Seconds."""
    pooled: bool
    """Whether sessions share the processes of extern functions."""


def _http(
    bundles: Mapping[str, Bundle],
    address: tuple[str, int],
    token: str | None,
    mcp: tuple[str, str | None] | None,
    limits: Limits,
    ended: Callable[[Session, str], None],
) -> None:
    from toolwright.runtime.hosts.app import LOCAL_ADDRESSES, Running, application
    from toolwright.runtime.hosts.metrics import Metrics
    from toolwright.runtime.hosts.serving import bound, serve
    from toolwright.runtime.hosts.sessions import Sessions

    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    metrics = Metrics()

    def over(session: Session, why: str) -> None:
        metrics.ended(session, why)
        ended(session, why)

    sessions = Sessions(bundles, limit=limits.sessions, idle=limits.idle, ended=over, pooled=limits.pooled)
    host, port = address
    local = host in LOCAL_ADDRESSES
    more = []
    running: Running = contextlib.nullcontext
    if mcp is not None:
        from toolwright.runtime.hosts.mcp_server import PATH, McpHost

        served, running = McpHost(sessions, metrics.created, __version__, (None, *mcp)).over_http()
        more = [(PATH, served)]
    try:
        listening = bound(host, port)
    except OSError as problem:
        raise click.ClickException(f"{host}:{port} cannot be served: {problem.strerror or problem}") from None
    if not local and token is None:
        click.echo("warning: whoever reaches this machine can use the server; --token-file sets a token", err=True)
    connections = _more_files(limits.sessions)
    name, taken = listening.getsockname()[:2]
    shown = f"[{name}]" if ":" in name else name
    click.echo(f"serving {', '.join(bundles)} at http://{shown}:{taken}", err=True)
    app = application(
        sessions,
        metrics,
        version=__version__,
        token=token,
        local=local,
        patience=limits.patience,
        more=more,
        running=running,
    )
    collect_briefly()
    serve(app, listening, connections, limits.patience)


def _stdio(
    bundles: Mapping[str, Bundle], level: str, task: str | None, ended: Callable[[Session, str], None], pooled: bool
) -> None:
    from toolwright.runtime.hosts.mcp_server import McpHost
    from toolwright.runtime.hosts.sessions import Sessions

    sessions = Sessions(bundles, limit=1, idle=math.inf, ended=ended, pooled=pooled)
    try:
        asyncio.run(McpHost(sessions, lambda: None, __version__, (None, level, task)).over_stdio())
    finally:
        sessions.stop()


def _recorded(path: Path | None, stack: contextlib.ExitStack) -> Callable[[Session, str], None]:
    from toolwright.runtime.hosts.recording import Recording

    if path is None:
        return lambda session, why: None
    try:
        recording = Recording(path)
    except OSError as problem:
        raise click.ClickException(f"{path} cannot be written: {problem.strerror or problem}") from None
    stack.callback(recording.close)
    return recording.ended


def _address(text: str) -> tuple[str, int]:
    """Host and port. Raises click.BadParameter."""
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise click.BadParameter(f"{text} is no [HOST:]PORT", param_hint="--http")
    return host.removeprefix("[").removesuffix("]") or "127.0.0.1", int(port)


def _token(path: Path | None) -> str | None:
    """The token in a file. Raises click.ClickException."""
    if path is None:
        return None
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise click.ClickException(f"{path} holds no token: {problem}") from None
    if not text or not text.isprintable() or " " in text:
        raise click.ClickException(f"{path} holds no token: it is one word of ASCII")
    return text


def _more_files(sessions: int) -> int:
    """Allow as many open files as the system does; how many connections to take, for so many *sessions*."""
    try:
        import resource
    except ImportError:  # Windows
        return 2 * sessions + 100
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, 2 * sessions + 1000) if hard != resource.RLIM_INFINITY else 2 * sessions + 1000
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return 2 * sessions + 100 if soft == resource.RLIM_INFINITY else max(64, min(2 * sessions + 100, soft - 200))
