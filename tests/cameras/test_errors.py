"""Errors: the table of foreign ones is complete, the texts are clean."""

import av.error
import pytest

from cameras import errors
from cameras.errors import CameraError, DecoderMisspoke, NotAVideo
from cameras.redact import redacted
from cameras.translate import MEANING, OPENING, WATCHING, Meanings, translated

NEVER_MET = {
    # what an encoder or a filter would raise
    "EncoderNotFoundError", "FilterNotFoundError", "LookupError", "MuxerNotFoundError",
    # raised by Python callbacks: none is given to PyAV here
    "PyAVCallbackError",
}  # fmt: skip
NOT_MET_IN_FILES = {
    # what a network or FFmpeg's time-outs raise
    "ExitError", "HTTPBadRequestError", "HTTPClientError", "HTTPError", "HTTPForbiddenError", "HTTPNotFoundError",
    "HTTPOtherClientError", "HTTPServerError", "HTTPTooManyRequestsError", "HTTPUnauthorizedError",
}  # fmt: skip

TABLES = {
    # table, what cannot happen there
    "file": (MEANING, NEVER_MET | NOT_MET_IN_FILES),
    "opening": (OPENING, NEVER_MET),
    "watching": (WATCHING, NEVER_MET),
}

FOREIGN = sorted(
    {kind for kind in vars(av.error).values() if isinstance(kind, type) and issubclass(kind, av.error.FFmpegError)}
    - {av.error.FFmpegError},
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", FOREIGN, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("table", TABLES)
def test_every_error_of_pyav_has_a_meaning(kind: type[av.error.FFmpegError], table: str) -> None:
    meanings, not_met = TABLES[table]
    ours = translated(kind(1, "what ffmpeg says", "a.mp4"), "A video was wanted", meanings)
    unexplained = isinstance(ours, DecoderMisspoke)
    assert unexplained == (kind.__name__ in not_met)
    assert str(ours).startswith("A video was wanted, but ")
    assert "what ffmpeg says" in str(ours)


@pytest.mark.parametrize("meanings", [table for table, _ in TABLES.values()], ids=TABLES)
def test_every_meaning_is_one_the_decoding_process_may_tell(meanings: Meanings) -> None:
    for meaning, came, remedy in meanings.values():
        assert meaning.__name__ in errors.FROM_DECODER
        assert not came.endswith(".")
        assert remedy.endswith(".")


OF_FILES = {kind.__name__ for kind in (*errors.FileBroken.__subclasses__(), errors.NotAVideo)}


@pytest.mark.parametrize("meanings", [OPENING, WATCHING], ids=["opening", "watching"])
def test_a_camera_is_never_told_to_be_a_file(meanings: Meanings) -> None:
    assert {meaning.__name__ for meaning, _, _ in meanings.values()} & OF_FILES == set()
    assert not [text for _, came, remedy in meanings.values() for text in (came, remedy) if "file" in text.lower()]


def test_our_own_errors_are_not_translated_again() -> None:
    ours = NotAVideo("as it was")
    assert translated(ours, "Anything") is ours


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = {line.split()[-1] if "─" in line and "  " not in line.split("── ")[1] else line.split("── ")[1].split()[0]
             for line in (errors.__doc__ or "").splitlines() if "── " in line}  # fmt: skip
    real = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, CameraError)}
    assert drawn | {"CameraError"} == real


def test_control_characters_of_a_file_do_not_reach_a_terminal() -> None:
    assert str(NotAVideo("a\x1b[2Jb\nc")) == "a [2Jb c"


SECRET = "pa55"  # noqa: S105 - not a password of anything
ADDRESSES = [
    # text, what is left of it
    (f"rtsp://admin:{SECRET}@10.0.0.1:554/ch1", "rtsp://***@10.0.0.1:554/ch1"),
    (f"rtsp://admin:{SECRET}@x/y@10.0.0.1/ch1", "rtsp://***@10.0.0.1/ch1"),
    (f"rtsp://{SECRET}@10.0.0.1/ch1", "rtsp://***@10.0.0.1/ch1"),
    (f"'http://h/v.cgi?user=a&PWD={SECRET}&x=1' failed", "'http://h/v.cgi?user=***&PWD=***&x=1' failed"),
    (f"http://h/s?token={SECRET}", "http://h/s?token=***"),
    (f"rtsp://h:554/user=a_password={SECRET}_channel=1.sdp?real", "rtsp://h:554/user=***"),
    (f"rtsp://h:554/user=a&password={SECRET}&channel=1", "rtsp://h:554/user=***&password=***&channel=1"),
    (
        f"rtsps://a:{SECRET}@h/1 and http://b:{SECRET}@i/2 differ",
        "rtsps://***@h/1 and http://***@i/2 differ",
    ),
    ("rtsp://10.0.0.1/ch1", "rtsp://10.0.0.1/ch1"),
    ("/home/me@work/a.mp4", "/home/me@work/a.mp4"),
]


@pytest.mark.parametrize(("text", "left"), ADDRESSES)
def test_credentials_are_hidden(text: str, left: str) -> None:
    assert redacted(text) == left
    assert SECRET not in str(CameraError(text))
