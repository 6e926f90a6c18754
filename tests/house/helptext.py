"""The help of every command as one text: `python -m tests.house.helptext` (make docs) writes tests/house/help.txt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from disclosure.cli import cli

SNAPSHOT = Path(__file__).with_name("help.txt")
WIDTH = 100


def helptext() -> str:
    return "\n".join(_pages(cli, click.Context(cli, info_name="disclosure", terminal_width=WIDTH)))


def _pages(command: click.Command, ctx: click.Context) -> Iterator[str]:
    yield f"## {ctx.command_path}\n\n{command.get_help(ctx)}\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            child = command.get_command(ctx, name)
            assert child is not None, name
            yield from _pages(child, click.Context(child, parent=ctx, info_name=name, terminal_width=WIDTH))


def main() -> None:
    SNAPSHOT.write_text(helptext(), encoding="utf-8")


if __name__ == "__main__":
    main()
