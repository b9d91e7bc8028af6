"""What the api package raises, split by who must act.

::

    OnPostError              the command line prints its one sentence and ends with exit code 2
    ├── InputError           what was given must change: a file, an argument, a setting
    │   └── SiteFileError    the site file; holds all of its problems
    └── OutputError          what was asked for cannot be written there

Each knows its one sentence: what was wanted, what came, what to do.
"""

from collections.abc import Sequence

from api.site_problems import Problem


class OnPostError(Exception):
    """Something a person can put right; ``str(error)`` is one sentence for that person."""

    def __init__(self, sentence: str) -> None:
        """Keep ``sentence``: what was wanted, what came, what to do."""
        super().__init__(sentence)
        self.sentence = sentence


class InputError(OnPostError):
    """What was given (a file, an argument, a setting) cannot be used."""


class OutputError(OnPostError):
    """A result cannot be written where it was asked for."""


class SiteFileError(InputError):
    """A site file has ``problems`` (at least one); the sentence is that of the first, and how many more."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep all ``problems``, in the order of the file."""
        self.problems = tuple(problems)
        more = len(self.problems) - 1
        super().__init__(self.problems[0].sentence + (f" (and {more} more)" if more else ""))
