"""Prefect says when and how often; every decision is made in `disclosure`. Only this package knows Prefect.

Its settings are put into the environment here, because Prefect reads them the first time it is imported.
"""

from flows import settings

settings.apply()
