"""Where pictures come from: sources, and the child processes that decode them."""
