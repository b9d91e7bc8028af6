"""Where alembic begins: it runs this file under the name ``env_py``, with the connection it was given."""

from alembic import context


def run() -> None:
    """Run the steps that are missing, inside the caller's transaction."""
    context.configure(connection=context.config.attributes["connection"])
    context.run_migrations()


if __name__ == "env_py":
    run()
