"""The `disclosure` command. Each family of commands is a module, imported only when it is called."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module
from pathlib import Path

import click

from disclosure.cli.output import fail
from disclosure.errors import DisclosureError, EnvironmentFailed

# command → module; the module holds a click command of the same name ("-" written "_").
COMMANDS = {
    "workdays": "law",
    "period": "law",
    "fee": "law",
    "outcomes": "law",
    "clock": "law",
    "init": "admin",
    "user": "admin",
    "backup": "admin",
    "restore": "admin",
    "submit": "cases",
    "do": "cases",
    "show": "cases",
    "sweep": "sweep",
    "verify": "verify",
    "bench": "bench",
}


class Families(click.Group):
    """Commands looked up in COMMANDS, so that a calculator call does not pay for the database."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        family = COMMANDS.get(cmd_name)
        if family is None:
            return None
        command: click.Command = getattr(import_module(f"disclosure.cli.{family}"), cmd_name)
        return command


@click.group(cls=Families)
def cli() -> None:
    """依申请公开办理系统。"""


def unexpected(error: Exception) -> EnvironmentFailed:
    """A fault of ours, in one line: its kind and place, never its values."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return EnvironmentFailed(
        "程序出错，本次操作没有完成",
        f"{type(error).__name__}，在 {Path(place.filename).name} 第 {place.lineno} 行",
        "请把这一行告诉维护人员",
    )


def main() -> None:
    """Entry point. Exit codes: 0 done, 1 refused or findings, 2 wrong usage, 3 the environment failed."""
    try:
        code = cli.main(prog_name="disclosure", standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        click.echo(f"USAGE: {error.format_message()}；用法见 disclosure --help", err=True)
        code = 2
    except click.Abort:
        click.echo("ABORTED: 已中断；未完成的一步没有写入", err=True)
        code = 1
    except DisclosureError as error:
        code = fail(error, as_json="--json" in sys.argv)
    except BrokenPipeError:  # the reader had enough, e.g. `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user
        code = fail(unexpected(error), as_json="--json" in sys.argv)
    sys.exit(code if isinstance(code, int) else 0)
