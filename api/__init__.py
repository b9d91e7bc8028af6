"""The product around seeing and judging: command line, site file, measuring, and what is served."""
