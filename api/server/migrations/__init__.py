"""How the store's tables came to be what they are; alembic runs what is missing at every start."""
