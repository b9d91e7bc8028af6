"""Seeing and judging, free of clock, I/O, threads and logging: pictures in, facts and events out."""
