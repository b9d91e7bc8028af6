"""Every error leaves the API in the one shape of ``contract.Problem``."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.server.metrics import Metrics
from api.server.problems import Code, Refused
from api.server.store import StoreError

CODES = {404: Code.NOT_FOUND, 405: Code.NOT_ALLOWED, 413: Code.TOO_LARGE}
"""What the framework refuses by itself; anything else of the client's making is malformed."""
BATCHES = "/batches"


def answer(refused: Refused) -> JSONResponse:
    """``refused`` as a response."""
    content = refused.problem().model_dump(mode="json", exclude_none=True)
    return JSONResponse(content, refused.kind.status, refused.kind.headers)


def install(app: FastAPI, metrics: Metrics) -> None:
    """Make ``app`` answer every error in the one shape; refused batches are counted."""

    def of_framework(request: Request, error: Exception) -> JSONResponse:
        refused = _refused(request, error)
        if request.url.path.endswith(BATCHES):
            metrics.refusals.labels(code=refused.code).inc()
        return answer(refused)

    def of_ours(_request: Request, error: Exception) -> JSONResponse:
        return answer(error if isinstance(error, Refused) else Refused(Code.STORE_UNAVAILABLE, str(error)))

    def unforeseen(_request: Request, _error: Exception) -> JSONResponse:
        return answer(Refused(Code.INTERNAL, "an answer was wanted, got an unforeseen error"))

    app.add_exception_handler(HTTPException, of_framework)
    app.add_exception_handler(RequestValidationError, of_framework)
    app.add_exception_handler(Refused, of_ours)
    app.add_exception_handler(StoreError, of_ours)
    app.add_exception_handler(Exception, unforeseen)


def _refused(request: Request, error: Exception) -> Refused:
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return Refused(Code.MALFORMED, f"{where}: {first['msg']}")
    status = error.status_code if isinstance(error, HTTPException) else 0
    asked = f"{request.method} {request.url.path}"
    return Refused(CODES.get(status, Code.MALFORMED), f"something this API has was wanted, got {asked}")
