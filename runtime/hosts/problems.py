"""What hosts refuse, as values: RFC 9457 problem documents with a stable code."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A request that is refused. *code* is stable and says why, *detail* says it to people."""

    def __init__(self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        """Keep what will be said; *headers* go with the response."""
        super().__init__(f"{code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})

    def document(self) -> bytes:
        """The problem document."""
        said = ProblemDocument(
            type=f"urn:toolwright:{self.code}",
            title=HTTPStatus(self.status).phrase,
            status=self.status,
            code=self.code,
            detail=self.detail,
        )
        return to_json(said)


class ProblemDocument(BaseModel):
    """A problem as it is sent (RFC 9457)."""

    model_config = ConfigDict(frozen=True)

    type: str
    """A name for the kind of problem; nothing is found there."""
    title: str
    status: int
    code: str
    """The kind in one word, the end of *type*."""
    detail: str
