"""The `disclosure` command. Each family of commands is a module, imported only when it is called."""

from __future__ import annotations

import logging
import os
import sys
from importlib import import_module
from keyword import iskeyword

import click

from disclosure.cli.output import fail
from disclosure.cli.usage import explained
from disclosure.errors import DisclosureError, unexpected

# command → module; the module holds a click command of the same name (a word of Python with "_" behind it).
COMMANDS = {
    "workdays": "law",
    "period": "law",
    "fee": "law",
    "outcomes": "law",
    "clock": "law",
    "init": "admin",
    "user": "users",
    "backup": "admin",
    "restore": "admin",
    "submit": "cases",
    "do": "cases",
    "attach": "cases",
    "show": "cases",
    "letter": "letter",
    "delivery": "delivery",
    "remedies": "remedies",
    "evidence": "evidence",
    "intake": "intake",
    "reply": "reply",
    "dossier": "dossiers",
    "sweep": "sweep",
    "outbox": "outbox",
    "flows": "flows",
    "screen": "screen",
    "mask": "mask",
    "demand": "demand",
    "report": "report",
    "convert": "catalogue",
    "catalogue": "catalogue",
    "export": "export",
    "import": "import_",
    "statistics": "statistics",
    "config": "config",
    "verify": "verify",
    "bench": "bench",
}


class Families(click.Group):
    """Commands looked up in COMMANDS, so that a calculator call does not pay for the database."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Bytes of the terminal that are no UTF-8 arrive as halves of characters, which nothing can store."""
        for place, argument in enumerate(args, 1):
            if not argument.isascii() and any("\ud800" <= character <= "\udfff" for character in argument):
                raise click.UsageError(f"第 {place} 个参数不能受理；它不是 UTF-8 编码的文字", ctx)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        family = COMMANDS.get(cmd_name)
        if family is None:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"disclosure.cli.{family}"), name)
        return command


@click.group(cls=Families)
def cli() -> None:
    """依申请公开办理系统。"""


def main() -> None:
    """Entry point. Exit codes: 0 done, 1 refused or findings, 2 wrong usage, 3 the environment failed."""
    logging.getLogger("disclosure").addHandler(
        logging.NullHandler()
    )  # a command says itself what there is to say
    as_json = "--json" in sys.argv
    try:
        code = cli.main(prog_name="disclosure", standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        code = fail(explained(error), as_json=as_json)
    except click.Abort:
        click.echo("ABORTED: 已中断；按了 Ctrl-C，未完成的一步没有写入；可重新执行。", err=True)
        code = 1
    except DisclosureError as error:
        code = fail(error, as_json=as_json)
    except BrokenPipeError:  # the reader had enough, e.g. `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user
        code = fail(unexpected(error), as_json=as_json)
    sys.exit(code if isinstance(code, int) else 0)
