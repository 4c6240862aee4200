"""What a host counts, for Prometheus."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from .sessions import Session, Sessions

MEDIA_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The counters of one host."""

    def __init__(self) -> None:
        """Begin at nothing; what the process uses (`process_*`, `python_*`) is told as prometheus_client tells it."""
        self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)
        self._open = Gauge("toolwright_sessions_open", "Sessions that are open.", registry=self._registry)
        self._sessions = Counter(
            "toolwright_sessions", "Sessions by what became of them.", ["event"], registry=self._registry
        )
        self._requests = Counter(
            "toolwright_requests", "Requests by endpoint and status.", ["endpoint", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "toolwright_request_seconds",
            "Seconds from the first byte of a request's body to its reply.",
            ["endpoint"],
            registry=self._registry,
            buckets=_SECONDS,
        )

    def watch(self, sessions: Sessions) -> None:
        """Tell how many of *sessions* are open."""
        self._open.set_function(lambda: len(sessions))

    def created(self) -> None:
        """Count a session that began."""
        self._sessions.labels("created").inc()

    def ended(self, session: Session, why: str) -> None:
        """Count a session that ended; fits `Sessions`."""
        self._sessions.labels(why).inc()

    def answered(self, endpoint: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(endpoint, str(status)).inc()
        self._seconds.labels(endpoint).observe(seconds)

    def text(self) -> bytes:
        """All, in Prometheus' form."""
        return generate_latest(self._registry)
