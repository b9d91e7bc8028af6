"""Generated office hours."""
