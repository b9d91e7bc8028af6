"""What FFmpeg's and the system's errors mean, said in one place."""

import av
import av.error

from cameras.errors import (
    CameraBreaksDecoder,
    CameraEnded,
    CameraError,
    CameraStalled,
    CameraUnauthorised,
    CameraUnreachable,
    CodecMissing,
    DecoderMisspoke,
    DecoderOutOfMemory,
    FileDamaged,
    NoSuchStream,
    NotAVideo,
    SourceNotReadable,
    UnsupportedCodec,
)

_AGAIN = "Export or copy the recording again."
_CODEC = "Convert the file to H.264 or install an FFmpeg (PyAV) that has the codec."

Meanings = dict[type[BaseException], tuple[type[CameraError], str, str]]

MEANING: Meanings = {
    # error: (what it means, what came, what to do)
    av.error.ArgumentError: (NotAVideo, "its format is not one that is watched", "Name an MP4, MKV, AVI, TS or GIF."),
    av.error.InvalidDataError: (NotAVideo, "no video format was recognised", "Name an MP4, MKV, AVI, TS or GIF."),
    av.error.DemuxerNotFoundError: (NotAVideo, "its format is unknown", "Name an MP4, MKV, AVI, TS or GIF."),
    av.error.EOFError: (FileDamaged, "it ends before its first picture", _AGAIN),
    av.error.DecoderNotFoundError: (CodecMissing, "no decoder for its codec is installed", _CODEC),
    av.error.PatchWelcomeError: (CodecMissing, "its codec is used in a way that FFmpeg does not support", _CODEC),
    av.error.NotImplementedError: (CodecMissing, "its codec is used in a way that FFmpeg does not support", _CODEC),
    av.error.ExperimentalError: (CodecMissing, "only an experimental decoder is installed", _CODEC),
    av.error.ProtocolNotFoundError: (CodecMissing, "FFmpeg was built without the fd protocol", "Install PyAV's wheel."),
    av.error.OptionNotFoundError: (CodecMissing, "FFmpeg does not know an option it is given", "Install PyAV's wheel."),
    av.error.BSFNotFoundError: (CodecMissing, "FFmpeg was built without a filter it needs", "Install PyAV's wheel."),
    av.error.ExternalError: (FileDamaged, "a codec library gave up on it", _AGAIN),
    av.error.UnknownError: (FileDamaged, "FFmpeg gave up on it without a reason", _AGAIN),
    av.error.UndefinedError: (FileDamaged, "FFmpeg gave up on it without a reason", _AGAIN),
    av.error.BugError: (FileDamaged, "FFmpeg met a fault of its own", _AGAIN),
    av.error.BufferTooSmallError: (FileDamaged, "its packets do not hold what they state", _AGAIN),
    av.error.InputChangedError: (FileDamaged, "its pictures change their format", _AGAIN),
    av.error.OutputChangedError: (FileDamaged, "its pictures change their format", _AGAIN),
    OverflowError: (FileDamaged, "its figures are out of range", _AGAIN),
    ValueError: (FileDamaged, "its figures contradict each other", _AGAIN),
    MemoryError: (
        DecoderOutOfMemory,
        "that takes more memory than a decoder is given",
        "Export it at a smaller picture size.",
    ),
    # PyAV loads its parts when they are first used; the main ones are there by then.
    ImportError: (
        DecoderOutOfMemory,
        "a part of the decoder finds no memory to load into",
        "Give the decoder more memory.",
    ),
    PermissionError: (SourceNotReadable, "the system does not permit it", "Allow reading, or name another file."),
    OSError: (FileDamaged, "the system cannot read it", "Check the disk it lies on, or copy it again."),
}
"""For files, by class; of an error's classes the nearest one in the table speaks. A test walks all of PyAV's."""

_CABLE = "Check that the camera is on, its address, and the line to it."
_PATH = "Check the part of the address after the camera's name."
_SET_H264 = "Set the camera's stream to H.264 or H.265."
_UNUSUAL = "its codec is used in a way that FFmpeg does not support"
_WHEEL = "Install PyAV's wheel."
_STATUS = "Check the address, and in the camera who may watch and how many at once."

OPENING: Meanings = {
    av.error.HTTPUnauthorizedError: (
        CameraUnauthorised,
        "the camera refuses the user or password",
        "Check both; after several wrong ones many cameras lock the account for half an hour.",
    ),
    av.error.HTTPForbiddenError: (
        CameraUnauthorised,
        "the camera does not let this user watch",
        "Let it, or ask as another.",
    ),
    av.error.HTTPNotFoundError: (NoSuchStream, "the camera has no stream at this path", _PATH),
    av.error.HTTPBadRequestError: (NoSuchStream, "the camera does not understand the request", _PATH),
    av.error.HTTPTooManyRequestsError: (CameraUnreachable, "the camera is asked too often", _STATUS),
    av.error.HTTPClientError: (NoSuchStream, "the camera refuses the request", _STATUS),
    av.error.HTTPServerError: (CameraUnreachable, "the camera is not able to serve it now", _STATUS),
    av.error.HTTPError: (CameraUnreachable, "the camera answers with an error", _STATUS),
    av.error.InvalidDataError: (NoSuchStream, "what is at this address is not a video stream", _PATH),
    av.error.DemuxerNotFoundError: (NoSuchStream, "what is at this address is not a video stream", _PATH),
    av.error.ArgumentError: (NoSuchStream, "what is at this address is not a stream that is watched", _PATH),
    av.error.EOFError: (CameraEnded, "the camera closed the stream before its first picture", _CABLE),
    av.error.ExitError: (CameraUnreachable, "the camera does not answer in time", _CABLE),
    av.error.FileNotFoundError: (CameraUnreachable, "no camera is there", "Plug it in, or name another."),
    av.error.DecoderNotFoundError: (UnsupportedCodec, "no decoder for its codec is installed", _SET_H264),
    av.error.PatchWelcomeError: (
        UnsupportedCodec,
        _UNUSUAL,
        _SET_H264,
    ),
    av.error.NotImplementedError: (
        UnsupportedCodec,
        _UNUSUAL,
        _SET_H264,
    ),
    av.error.ExperimentalError: (UnsupportedCodec, "only an experimental decoder is installed", _SET_H264),
    av.error.ProtocolNotFoundError: (
        CodecMissing,
        "FFmpeg may not or cannot use its protocol",
        _WHEEL,
    ),
    av.error.OptionNotFoundError: (CodecMissing, "FFmpeg does not know an option it is given", _WHEEL),
    av.error.BSFNotFoundError: (CodecMissing, "FFmpeg was built without a filter it needs", _WHEEL),
    av.error.ExternalError: (CameraEnded, "a codec library gave up on it", _SET_H264),
    av.error.UnknownError: (CameraEnded, "FFmpeg gave up on it without a reason", _CABLE),
    av.error.UndefinedError: (CameraEnded, "FFmpeg gave up on it without a reason", _CABLE),
    av.error.BugError: (CameraEnded, "FFmpeg met a fault of its own", _SET_H264),
    av.error.BufferTooSmallError: (CameraEnded, "its packets do not hold what they state", _SET_H264),
    av.error.InputChangedError: (CameraEnded, "its pictures change their format", "It is asked again."),
    av.error.OutputChangedError: (CameraEnded, "its pictures change their format", "It is asked again."),
    OverflowError: (CameraEnded, "its figures are out of range", _SET_H264),
    ValueError: (CameraEnded, "its figures contradict each other", _SET_H264),
    MemoryError: (CameraBreaksDecoder, MEANING[MemoryError][1], "Set the camera to a smaller picture."),
    ImportError: (CameraBreaksDecoder, MEANING[ImportError][1], "Give the decoder more memory."),
    PermissionError: (SourceNotReadable, "the system does not permit it", "Allow reading (Debian: group video)."),
    # FFmpeg says the same of a name that does not resolve and of a line that breaks.
    OSError: (CameraUnreachable, "nothing answers there, or it breaks off at once", _CABLE),
}
"""For cameras, up to their first picture."""

WATCHING: Meanings = OPENING | {
    av.error.ExitError: (CameraStalled, "nothing more comes from the camera", _CABLE),
    av.error.TimeoutError: (CameraStalled, "nothing more comes from the camera", _CABLE),
    av.error.EOFError: (CameraEnded, "the camera closed the stream", "It is asked again."),
    av.error.InvalidDataError: (CameraEnded, "the stream broke off", _CABLE),
    av.error.ArgumentError: (CameraEnded, "the stream broke off", _CABLE),
    av.error.FileNotFoundError: (CameraEnded, "the camera was unplugged", "Plug it in."),
    OSError: (CameraEnded, "the line to the camera broke", _CABLE),
}
"""For cameras, after their first picture."""


def translated(error: BaseException, wanted: str, meanings: Meanings = MEANING) -> CameraError:
    """Return ``error`` as one of ours; ``wanted`` begins the sentence, as in ``A video was wanted``."""
    if isinstance(error, CameraError):
        return error
    for kind in type(error).__mro__:
        if kind in meanings:
            meaning, came, remedy = meanings[kind]
            return meaning(f"{wanted}, but {came} ({brief(error)}). {remedy}")
    return DecoderMisspoke(f"{wanted}, but the decoder failed ({brief(error)}). Please report this with the file.")


def brief(error: BaseException) -> str:
    """The error's own words without FFmpeg's number and file name, which say nothing to a user."""
    return str(getattr(error, "strerror", None) or error) or type(error).__name__
