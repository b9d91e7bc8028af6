"""How a child process of the product begins and ends."""

import sys
from collections.abc import Callable
from typing import NoReturn

from api.errors import OnPostError
from api.logs import set_up_logs
from api.supervisor.folder import for_nobody_else
from api.supervisor.sayings import COMPLAINT
from api.supervisor.states import PUT_RIGHT


def run_child(process: str, work: Callable[[], int]) -> NoReturn:
    """Do ``work`` as ``process`` and end with its exit code; with 2 and one sentence where a person must help."""
    set_up_logs(process)
    for_nobody_else()
    try:
        code = work()
    except OnPostError as error:
        sys.stderr.write(f"{COMPLAINT}{error}\n")
        sys.exit(PUT_RIGHT)
    sys.exit(code)
