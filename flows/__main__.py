"""`python -m flows …`: Prefect's own command line with the settings of this installation.

The plain `prefect` would look for its server, its folder and its pages where this installation does not have them.
"""

from __future__ import annotations

import sys

from prefect.cli import app


def main() -> None:
    sys.argv[0] = "prefect"  # as Prefect's help and errors call it
    app()


if __name__ == "__main__":
    main()
