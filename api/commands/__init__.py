"""What each command of ``onpost`` does; ``api/cli.py`` lists them."""
