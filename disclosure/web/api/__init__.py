"""/api/v1: the programming interface. An application of its own below the pages, so that no page of theirs is ever
an answer here; the house is shared."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse

from disclosure.web.api.caller import caller_of
from disclosure.web.api.cases import CaseRoutes
from disclosure.web.api.description import describe
from disclosure.web.api.dossiers import DossierRoutes
from disclosure.web.api.overviews import OverviewRoutes
from disclosure.web.api.problems import LastWord, answer_problems
from disclosure.web.visitor import House, up_to_date


def programming_interface(house: House) -> FastAPI:
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(up_to_date)],
    )
    app.state.house = house
    for routes in (CaseRoutes(house), DossierRoutes(house), OverviewRoutes(house)):
        app.include_router(routes.router, dependencies=[Depends(caller_of)])

    @cache
    def described() -> dict[str, Any]:
        return describe(app)

    @app.get("/openapi.json", include_in_schema=False)
    def openapi() -> JSONResponse:
        return JSONResponse(described())

    answer_problems(app)
    app.add_middleware(LastWord)
    return app
