"""A real RTSP server for the tests: ``/usr/bin/python3 rtsp_server.py PORT FRAMES_PER_SECOND NAME=FILE.h264 ...``.

It runs in Debian's own Python, where GStreamer's bindings are, on 127.0.0.1; port 0 takes a free one. The
line ``ready PORT`` on its output says that it answers. Files are H.264 byte streams with an access unit
delimiter before each picture; they are played over and over. With ``RTSP_AUTH`` (``digest`` or ``basic``)
in the environment it asks for the user ``guard`` and the word in ``RTSP_PASSWORD``.
"""

import os
import sys
import threading
import time
from pathlib import Path

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402 - after the versions are chosen

DELIMITER = b"\0\0\0\1\x09"
"""Start code and header of H.264's access unit delimiter (nal_unit_type 9)."""

LAUNCH = (
    "( appsrc name=src is-live=true format=time do-timestamp=false "
    "caps=video/x-h264,stream-format=byte-stream,alignment=au ! h264parse ! "
    "rtph264pay name=pay0 pt=96 config-interval=-1 )"
)
USER = "guard"


def access_units(path: Path) -> list[bytes]:
    """The pictures of a byte stream, each with its delimiter."""
    content = path.read_bytes()
    starts = []
    start = content.find(DELIMITER)
    while start >= 0:
        starts.append(start)
        start = content.find(DELIMITER, start + len(DELIMITER))
    return [content[a:b] for a, b in zip(starts, [*starts[1:], len(content)])]  # noqa: B905 - any Python 3


def feed(media: GstRtspServer.RTSPMedia, units: list[bytes], rate: float) -> None:
    """Push picture after picture in real time until the media is let go of."""
    source = media.get_element().get_child_by_name("src")
    stop = threading.Event()
    media.connect("unprepared", lambda _: stop.set())

    def push() -> None:
        number, began_s = 0, time.monotonic()
        while not stop.wait(max(0.0, began_s + number / rate - time.monotonic())):
            buffer = Gst.Buffer.new_wrapped(units[number % len(units)])
            buffer.pts = buffer.dts = int(number * Gst.SECOND / rate)
            buffer.duration = int(Gst.SECOND / rate)
            if source.emit("push-buffer", buffer) != Gst.FlowReturn.OK:
                return
            number += 1

    threading.Thread(target=push, daemon=True).start()


def factory_of(path: Path, rate: float) -> GstRtspServer.RTSPMediaFactory:
    """One stream, shared by all who watch it."""
    units = access_units(path)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_shared(True)
    factory.set_launch(LAUNCH)
    permissions = Gst.Structure.new_empty(USER)
    for right in ("media.factory.access", "media.factory.construct"):
        permissions.set_value(right, True)  # noqa: FBT003 - as GStreamer has it
    factory.add_role_from_structure(permissions)
    factory.connect("media-configure", lambda _, media: feed(media, units, rate))
    return factory


def guarded(method: str) -> GstRtspServer.RTSPAuth:
    """Ask everyone for ``USER`` and the password."""
    password = os.environ["RTSP_PASSWORD"]
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", USER)
    auth = GstRtspServer.RTSPAuth()
    if method == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(USER, password, token)
    else:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.BASIC)
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(USER, password), token)
    return auth


def main(port: str, rate: str, *streams: str) -> None:
    """Serve until killed."""
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    for name, _, path in (stream.partition("=") for stream in streams):
        server.get_mount_points().add_factory(f"/{name}", factory_of(Path(path), float(rate)))
    if method := os.environ.get("RTSP_AUTH"):
        server.set_auth(guarded(method))
    if not server.attach(None):
        sys.exit(f"port {port} is taken")
    print(f"ready {server.get_bound_port()}", flush=True)  # noqa: T201 - this is how a test learns of it
    GLib.MainLoop().run()


if __name__ == "__main__":
    main(*sys.argv[1:])
