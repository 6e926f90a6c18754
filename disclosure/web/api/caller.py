"""Who calls: the user behind the token, with the roles held at this moment. There are no cookies here."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from disclosure.cases.actors import find_actor
from disclosure.cases.context import Actor
from disclosure.cases.tokens import holder
from disclosure.errors import NotPermitted
from disclosure.web.api.problems import NotSignedIn
from disclosure.web.visitor import house_of

_BEARER = HTTPBearer(auto_error=False, scheme_name="令牌", description="disclosure user token 用户名")


def caller_of(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Actor:
    """Raises NotSignedIn; NotPermitted for a user without any role, who may see nothing."""
    if given is None:
        raise NotSignedIn(given="authorization" in request.headers)
    house = house_of(request)
    name = holder(house.store, given.credentials, house.clock())
    if name is None:
        raise NotSignedIn(given=True)
    with house.store.read() as connection:
        actor = find_actor(connection, name)
    if actor is None:
        raise NotPermitted("没有办理", f"用户 {name} 没有岗位", "由管理员添加岗位")
    return actor


Caller = Annotated[Actor, Depends(caller_of)]
