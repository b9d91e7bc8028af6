"""Errors: the table of foreign ones is complete, the texts are clean."""

import av.error
import pytest

from cameras import errors
from cameras.errors import CameraError, DecoderMisspoke, NotAVideo
from cameras.redact import redacted
from cameras.translate import MEANING, translated

NOT_MET = {
    # what an encoder, a filter, a network or FFmpeg's own command line would raise: a file that is decoded cannot
    "EncoderNotFoundError", "ExitError", "FilterNotFoundError", "HTTPBadRequestError",
    "HTTPClientError", "HTTPError", "HTTPForbiddenError", "HTTPNotFoundError", "HTTPOtherClientError",
    "HTTPServerError", "HTTPTooManyRequestsError", "HTTPUnauthorizedError", "LookupError", "MuxerNotFoundError",
    # raised by Python callbacks: none is given to PyAV here
    "PyAVCallbackError",
}  # fmt: skip

FOREIGN = sorted(
    {kind for kind in vars(av.error).values() if isinstance(kind, type) and issubclass(kind, av.error.FFmpegError)}
    - {av.error.FFmpegError},
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", FOREIGN, ids=lambda kind: kind.__name__)
def test_every_error_of_pyav_has_a_meaning(kind: type[av.error.FFmpegError]) -> None:
    ours = translated(kind(1, "what ffmpeg says", "a.mp4"), "A video was wanted")
    unexplained = isinstance(ours, DecoderMisspoke)
    assert unexplained == (kind.__name__ in NOT_MET)
    assert str(ours).startswith("A video was wanted, but ")
    assert "what ffmpeg says" in str(ours)


@pytest.mark.parametrize("kind", MEANING, ids=lambda kind: kind.__name__)
def test_every_meaning_is_one_the_decoding_process_may_tell(kind: type[BaseException]) -> None:
    meaning, came, remedy = MEANING[kind]
    assert meaning.__name__ in errors.FROM_DECODER
    assert not came.endswith(".")
    assert remedy.endswith(".")


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
