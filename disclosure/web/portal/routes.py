"""Every route of the portal, in the order they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fastapi import APIRouter, Response

from disclosure.web.portal.applying import Applying
from disclosure.web.portal.following import Following
from disclosure.web.portal.shelf import Shelf
from disclosure.web.visitor import House


def portal(house: House, render: Callable[..., Response]) -> Iterator[APIRouter]:
    shelf = Shelf(house, render)
    yield shelf.router
    yield Applying(house, render, shelf).router
    yield Following(house, render).router
