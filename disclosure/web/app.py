"""`uvicorn --factory disclosure.web.app:create`: console, portal and programming interface of one installation."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy import select

from disclosure.cases.now import system_clock
from disclosure.cases.versions import in_force
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import chain
from disclosure.web import registering, signin
from disclosure.web.administration import Administration
from disclosure.web.api import programming_interface
from disclosure.web.casefile import CaseFile
from disclosure.web.config.calendar import CalendarPages
from disclosure.web.config.chart import ChartPages
from disclosure.web.config.editing import EditPages
from disclosure.web.config.pages import ConfigPages
from disclosure.web.config.previewing import PreviewPages
from disclosure.web.dossierfile import DossierFile
from disclosure.web.figures import FigurePages
from disclosure.web.flowruns import FlowRuns
from disclosure.web.guarding import HEALTH, Guard, most_bytes
from disclosure.web.letterdesk import LetterDesk
from disclosure.web.pages import Console
from disclosure.web.portal.routes import portal
from disclosure.web.queuepages import QueuePages
from disclosure.web.receiptdesk import ReceiptDesk
from disclosure.web.rendering import Renderer
from disclosure.web.views import Views
from disclosure.web.visitor import House, up_to_date

HERE = Path(__file__).parent


def create() -> FastAPI:
    store = Store.open()
    prefect = os.environ.get("DISCLOSURE_PREFECT_UI_URL", "").rstrip("/")
    return console(store, in_force(store), system_clock, prefect)


def console(store: Store, config: Config, clock: Callable[[], datetime], prefect: str = "") -> FastAPI:
    # Its own API pages would fetch scripts from outside.
    app = FastAPI(
        title="依申请公开办理系统",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(up_to_date)],
    )
    house = House(store, config, clock, prefect)
    app.state.house = house
    render = Renderer(house, HERE / "templates")
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for routes in (
        signin.router(render),
        Console(house, render).router,
        QueuePages(house, render).router,
        FlowRuns(house, render).router,
        Views(house).router,
        FigurePages(house, render).router,
        Administration(house, render).router,
        DossierFile(house, render).router,
        registering.router(render),
        LetterDesk(house, render).router,
        ReceiptDesk(house, render).router,
        CaseFile(house, render).router,
        ConfigPages(house, render).router,
        ChartPages(house, render).router,
        EditPages(house, render).router,
        PreviewPages(house, render).router,
        CalendarPages(house, render).router,
        *portal(house, render),
    ):
        app.include_router(routes)

    app.mount("/api/v1", programming_interface(house))

    @app.get(HEALTH)
    def healthz() -> JSONResponse:
        with store.read() as connection:
            seq = connection.scalar(select(chain.c.seq))
        return JSONResponse({"ok": True, "history": seq, "config": house.config.version})

    Guard(render, most_bytes(config.service)).stand_around(app)
    return app
