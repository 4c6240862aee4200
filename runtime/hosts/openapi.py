"""The OpenAPI 3.1 document, made from the table of endpoints and the models of what is sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from pydantic import TypeAdapter

from .endpoint import Endpoint
from .problems import MEDIA_TYPE, ProblemDocument

VERSION = "3.1.0"
_REFS = "#/components/schemas/{model}"
_PROBLEMS_OF_ALL = (401, 421, 500)
_PROBLEMS_OF_BODIES = (400, 408, 413, 415, 422)


def openapi(endpoints: Iterable[Endpoint[Any]], version: str, open_paths: Iterable[str]) -> dict[str, Any]:
    """The document; *open_paths* need no token."""
    schemas: dict[str, Any] = {}
    paths: dict[str, dict[str, Any]] = {}
    without_token = set(open_paths)
    problem = {"content": {MEDIA_TYPE: {"schema": _schema(TypeAdapter(ProblemDocument), schemas)}}}
    for endpoint in endpoints:
        content = {} if endpoint.gives is None else {"schema": _schema(endpoint.gives, schemas)}
        statuses = {*_PROBLEMS_OF_ALL, *endpoint.problems, *(_PROBLEMS_OF_BODIES if endpoint.takes else ())}
        said: dict[str, Any] = {
            "operationId": endpoint.name,
            "summary": endpoint.summary,
            "responses": {
                str(endpoint.status): {
                    "description": HTTPStatus(endpoint.status).phrase,
                    "content": {endpoint.media_type.partition(";")[0]: content},
                },
                **{str(status): {"description": HTTPStatus(status).phrase, **problem} for status in sorted(statuses)},
            },
        }
        names = re.findall(r"\{(\w+)\}", endpoint.path)
        parameters = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]
        if endpoint.name == "tasks":
            parameters += [{"name": n, "in": "query", "schema": {"type": "integer"}} for n in ("offset", "limit")]
        if parameters:
            said["parameters"] = parameters
        if endpoint.takes is not None:
            schema = _schema(TypeAdapter(endpoint.takes), schemas, "validation")
            said["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
        if endpoint.path in without_token:
            said["security"] = []
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = said
    return {
        "openapi": VERSION,
        "info": {"title": "Toolwright", "version": version, "summary": "Episodes of tool use, over HTTP."},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}, {}],
    }


def _schema(of: TypeAdapter[Any], schemas: dict[str, Any], mode: Any = "serialization") -> dict[str, Any]:
    """A reference to the schema of *of*, which is put into *schemas* with all that it names."""
    made = of.json_schema(ref_template=_REFS, mode=mode)
    schemas.update(made.pop("$defs", {}))
    schemas[made["title"]] = made
    return {"$ref": _REFS.format(model=made["title"])}
