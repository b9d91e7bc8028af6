"""Sources and films: real files, real processes."""
