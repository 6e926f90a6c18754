"""Alembic's entry: migrations run on the connection and in the transaction that schema.prepare hands over."""

from alembic import context

from disclosure.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
