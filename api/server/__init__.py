"""The API: takes workers' batches in, keeps them, judges them, tells of it."""
