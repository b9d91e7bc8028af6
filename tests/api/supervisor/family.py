"""A supervisor over the children of ``child.py``: ``python -m tests.api.supervisor.family FOLDER NAME=MODE …``.

``api=answering`` answers at a socket of the supervisor's; every other child starts after it. ``NAME=MODE/AGAIN``
gives later starts another mode.
"""

import sys

from api.logs import set_up_logs
from api.server.running import listen
from api.supervisor.processes import Child, python_command
from api.supervisor.running import supervise
from api.supervisor.vigil import Vigil

VIGIL = Vigil(every_s=0.5, answer_s=0.4, answers=6, beats=10, start=60)
"""Short, but a process that lives is heard in it, also where others take the processor."""


def main() -> None:
    folder, *told = sys.argv[1:]
    set_up_logs("serve")
    with listen("127.0.0.1", 0) as listening:
        port, descriptor = listening.getsockname()[1], listening.fileno()

        def command(mode: str, name: str) -> tuple[str, ...]:
            full = f"{mode}:{descriptor}" if mode == "answering" else mode
            return python_command("tests.api.supervisor.child", full, folder, name)

        children = []
        for name, _, modes in (one.partition("=") for one in told):
            first, _, again = modes.partition("/")
            api = name == "api"
            children.append(
                Child(
                    name,
                    command(first, name),
                    descriptors=(descriptor,) if api else (),
                    again=command(again, name) if again else None,
                    after=None if api else "api",
                    address=f"http://127.0.0.1:{port}" if api else None,
                    beats=first == "beating",
                )
            )
        sys.exit(supervise(children, lambda: print(port, flush=True), VIGIL))  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main()
