"""One file per rule, as in ``vision/rules``."""
