"""Errors as problem documents (RFC 9457): what is wrong, where, and what to do."""

from http import HTTPStatus
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from remit.kit.errors import Malformed, RemitError, Unavailable
from remit.kit.telemetry import correlation, logger

_log = logger(__name__)
_MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one field of the request."""

    path: str
    message: str


class Problem(BaseModel):
    """A problem document; some types have further members."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FieldProblem] | None = None


def _document(status: int, type: str, title: str, detail: str, extra: dict[str, Any]) -> JSONResponse:
    body = {
        **extra,
        "type": f"/problems/{type}",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": correlation.get(),
    }
    headers = {}
    if "retry_after" in extra:
        headers["retry-after"] = str(max(1, round(extra["retry_after"])))
    if status == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    return JSONResponse(body, status, headers, media_type=_MEDIA_TYPE)


async def _remit_error(_: Request, error: Exception) -> JSONResponse:
    return answer(error) if isinstance(error, RemitError) else await _unexpected(_, error)


def answer(error: RemitError) -> JSONResponse:
    """Turn one of our errors into its document."""
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("request failed", type=error.type, detail=error.detail)
    return _document(error.status, error.type, error.title, error.detail, error.extra)


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        return await _unexpected(_, error)
    found = [{"path": ".".join(str(p) for p in e["loc"]), "message": e["msg"]} for e in error.errors()[:50]]
    detail = "; ".join(f"{f['path']}: {f['message']}" for f in found[:3])
    return _document(Malformed.status, Malformed.type, Malformed.title, f"{detail}.", {"errors": found})


async def _http(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        return await _unexpected(_, error)
    title = HTTPStatus(error.status_code).phrase
    response = _document(error.status_code, title.lower().replace(" ", "-"), title, str(error.detail), {})
    response.headers.update(error.headers or {})
    return response


async def _database(_: Request, error: Exception) -> JSONResponse:
    text = str(getattr(error, "orig", error))
    lost = isinstance(error, PoolTimeout) or getattr(error, "connection_invalidated", False)
    if lost or isinstance(error, OperationalError):
        _log.error("database does not answer", reason=text)
        detail = "The database does not answer. Nothing was changed; try again in a moment."
        return _document(Unavailable.status, Unavailable.type, Unavailable.title, detail, {"retry_after": 2})
    if "\\u0000" in text or "0x00" in text or "NUL" in text:
        detail = "Text may not contain the character NUL."
        return _document(Malformed.status, Malformed.type, Malformed.title, detail, {})
    return await _unexpected(_, error)


async def _unexpected(_: Request, error: Exception) -> JSONResponse:
    return unexpected(error)


def unexpected(error: Exception) -> JSONResponse:
    """Turn a fault of ours into a document; what it was stands in the log only."""
    _log.error("unexpected error", exc_info=error)
    detail = "This is a fault of Remit; nothing was changed. The log holds more under the request id."
    return _document(500, RemitError.type, RemitError.title, detail, {})


def install(app: FastAPI) -> None:
    """Let every error of the application become a problem document."""
    app.add_exception_handler(RemitError, _remit_error)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(psycopg.Error, _database)
    app.add_exception_handler(PoolTimeout, _database)
    app.add_exception_handler(Exception, _unexpected)
