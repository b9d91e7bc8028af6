"""Becomes the command it is given, which the kernel kills as soon as the process that started it is gone.

``python -m api.supervisor.leash PARENT COMMAND …``: no watching is needed in the command, whatever it is, and none of
it outlives even a supervisor that is killed.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""prctl(2); it holds across execve(2)."""


def main() -> None:
    """Tie this process to its parent, then become the command."""
    parent, *command = sys.argv[1:]
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != int(parent):  # it was gone before we were tied to it
        sys.exit(128 + signal.SIGKILL)
    os.execv(command[0], command)  # noqa: S606 - the supervisor's own table of commands


if __name__ == "__main__":
    main()
