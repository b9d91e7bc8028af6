"""The processes of the product under one: they are started, watched, started again and ended together."""
