"""A child to supervise, as a process: ``python -m tests.api.supervisor.child MODE FOLDER NAME``.

It writes down that it began and that it was asked to end, each in a line of ``FOLDER/diary``.
"""

import http.server
import os
import signal
import socket
import socketserver
import sys
import time
from pathlib import Path
from types import FrameType

from api.supervisor.heartbeat import Heartbeat


def note(folder: Path, name: str, what: str) -> None:
    descriptor = os.open(folder / "diary", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{name} {what} {os.getpid()}\n".encode())
    os.close(descriptor)


class Ok(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


def answer(descriptor: int) -> None:
    server = socketserver.TCPServer(("127.0.0.1", 0), Ok, bind_and_activate=False)
    server.socket.close()
    server.socket = socket.socket(fileno=descriptor)
    server.serve_forever()


def main() -> None:
    mode, folder, name = sys.argv[1], Path(sys.argv[2]), sys.argv[3]

    def end(_number: int, _frame: FrameType | None) -> None:
        note(folder, name, "asked")
        if mode != "stubborn":
            os._exit(0)

    signal.signal(signal.SIGTERM, end)
    note(folder, name, "began")
    if mode == "refusing":
        sys.stderr.write("onpost: a better disk was wanted\n")
        os._exit(2)
    if mode == "crashing":
        os._exit(1)
    if mode == "displaced":
        os._exit(3)
    if mode == "beating":
        heartbeat = Heartbeat.of_environment()
        while True:
            heartbeat.beat()
            time.sleep(0.05)
    if mode.startswith("answering"):
        answer(int(mode.partition(":")[2]))
    sys.stdout.write(f"{name} prints\n")
    sys.stdout.flush()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
