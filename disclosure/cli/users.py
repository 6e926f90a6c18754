"""`disclosure user`: who works here, how they are reached, who stands in for whom."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date, datetime

import click

from disclosure.cases import leave
from disclosure.cases.accounts import set_password
from disclosure.cases.now import ZONE
from disclosure.cases.rights import EVERYWHERE
from disclosure.cases.staff_record import COMMAND_LINE
from disclosure.cases.staffing import appoint
from disclosure.cases.tokens import make_token, revoke_token, tokens
from disclosure.cli.day import DAY
from disclosure.cli.opening import database_option, json_option, open_book, open_store
from disclosure.cli.output import emit
from disclosure.outbound.addresses import WAYS, set_address
from disclosure.params import Organization


@click.group()
def user() -> None:
    """用户及其角色。"""


@user.command("add")
@click.argument("name")
@click.option("--role", required=True, help="config/organization.yaml 中的角色。")
@click.option("--unit", required=True, help="config/organization.yaml 中的科室。")
@database_option
def add_user(name: str, role: str, unit: str, db: str | None) -> int:
    """增加用户 NAME，或给已有的用户再加一个角色。"""
    store, config = open_book(db)
    organization = config.organization
    appoint(store, organization, name, role, unit, by=COMMAND_LINE, now=datetime.now(ZONE))
    click.echo(f"{name}：{organization.roles[role]}（{_place(organization, unit)}）", err=True)
    return 0


@user.command("address")
@click.argument("name")
@click.argument("way", type=click.Choice(list(WAYS)))
@click.argument("address", required=False)
@click.option("--remove", is_flag=True, help="删去这一地址。")
@database_option
def address_of_user(name: str, way: str, address: str | None, remove: bool, db: str | None) -> int:
    """登记用户 NAME 的通知地址：WAY 为 mail（邮件）或 im（即时消息）。加密保存。"""
    if remove == (address is not None):
        raise click.UsageError("没有写明 ADDRESS 或 --remove；两者须取其一")
    set_address(open_store(db), name, way, address)
    click.echo(f"{name} 的{WAYS[way]}地址已{'删去' if remove else '登记'}", err=True)
    return 0


@user.command("password")
@click.argument("name")
@click.option("--stdin", "from_stdin", is_flag=True, help="从标准输入读一行，不询问。")
@database_option
def password_of_user(name: str, from_stdin: bool, db: str | None) -> int:
    """设置用户 NAME 的登录密码，同时解除锁定、退出已有的登录。"""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("新密码", hide_input=True, confirmation_prompt="再输一次", err=True)
    store, config = open_book(db)
    rules, now = config.service.sign_in, datetime.now(ZONE)
    set_password(store, name, password, rules, now, by=COMMAND_LINE)
    click.echo(f"{name} 的密码已设置", err=True)
    return 0


@user.command("token")
@click.argument("name")
@click.option("--label", default="", help="给什么程序用；空为用户名。")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="几天内有效。")
@database_option
@json_option
def token_of_user(name: str, label: str, days: int, db: str | None, as_json: bool) -> int:
    """给用户 NAME 的程序一个令牌（JSON 接口用），只显示这一次；它按该用户当时的岗位办事。"""
    text, kept = make_token(open_store(db), name, label or name, days, datetime.now(ZONE), by=COMMAND_LINE)
    click.echo(f"令牌编号 {kept.id}，有效至 {kept.expires_at}；令牌不再显示，请现在保存", err=True)
    if as_json:
        emit({"token": text, **asdict(kept)}, as_json=True)
    else:
        click.echo(text)
    return 0


@user.command("tokens")
@click.argument("name")
@database_option
@json_option
def tokens_of_user(name: str, db: str | None, as_json: bool) -> int:
    """列出用户 NAME 的令牌。"""
    emit([asdict(one) for one in tokens(open_store(db), name)], as_json=as_json)
    return 0


@user.command("revoke-token")
@click.argument("number", type=click.IntRange(1, 10**15))
@database_option
def revoke(number: int, db: str | None) -> int:
    """收回编号为 NUMBER 的令牌，立即失效。"""
    kept = revoke_token(open_store(db), number, datetime.now(ZONE), by=COMMAND_LINE)
    click.echo(f"{kept.user} 的令牌 {kept.id}（{kept.label}）已于 {kept.revoked_at} 收回", err=True)
    return 0


@user.command("leave")
@click.argument("name")
@click.option("--from", "first_day", type=DAY, required=True, help="第一日。")
@click.option("--to", "last_day", type=DAY, required=True, help="最后一日。")
@click.option("--substitute", required=True, help="代理人的用户名。")
@database_option
def leave_of_user(name: str, first_day: date, last_day: date, substitute: str, db: str | None) -> int:
    """登记用户 NAME 请假；其间发给他的通知由代理人接收。"""
    number = leave.take_leave(open_store(db), name, first_day, last_day, substitute)
    click.echo(f"请假编号 {number}：{name} {first_day} 至 {last_day}，由 {substitute} 代理", err=True)
    return 0


@user.command("leaves")
@database_option
@json_option
def list_leaves(db: str | None, as_json: bool) -> int:
    """列出现在和以后的请假。"""
    today = datetime.now(ZONE).date()
    emit([dict(row._mapping) for row in leave.leaves(open_store(db), today)], as_json=as_json)
    return 0


@user.command("cancel-leave")
@click.argument("number", type=int)
@database_option
def cancel_leave(number: int, db: str | None) -> int:
    """销假：撤销编号为 NUMBER 的请假。"""
    leave.cancel_leave(open_store(db), number)
    click.echo(f"请假 {number} 已撤销", err=True)
    return 0


def _place(organization: Organization, unit: str) -> str:
    return "全机关" if unit == EVERYWHERE else organization.units[unit].label
