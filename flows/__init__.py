"""Prefect says when and how often; every decision is made in `disclosure`. Only this package knows Prefect.

Its settings are put into the environment here, because Prefect reads them the first time it is imported.
"""

import sys

from disclosure.errors import EnvironmentFailed
from flows import settings

try:
    settings.apply()
except EnvironmentFailed as error:  # before any `main` could say it
    sys.stderr.write(f"{error}\n")
    sys.exit(error.exit_status)
