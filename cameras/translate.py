"""What FFmpeg's and the system's errors mean, said in one place."""

import av
import av.error

from cameras.errors import (
    CameraError,
    CodecMissing,
    DecoderMisspoke,
    DecoderOutOfMemory,
    FileDamaged,
    NotAVideo,
    SourceNotReadable,
)

_AGAIN = "Export or copy the recording again."
_CODEC = "Convert the file to H.264 or install an FFmpeg (PyAV) that has the codec."

MEANING: dict[type[BaseException], tuple[type[CameraError], str, str]] = {
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
"""By class; of an error's classes the nearest one in the table speaks. A test walks all of PyAV's classes."""


def translated(error: BaseException, wanted: str) -> CameraError:
    """Return ``error`` as one of ours; ``wanted`` begins the sentence, as in ``to watch 'a.mp4'``."""
    if isinstance(error, CameraError):
        return error
    for kind in type(error).__mro__:
        if kind in MEANING:
            meaning, came, remedy = MEANING[kind]
            return meaning(f"{wanted}, but {came} ({brief(error)}). {remedy}")
    return DecoderMisspoke(f"{wanted}, but the decoder failed ({brief(error)}). Please report this with the file.")


def brief(error: BaseException) -> str:
    """The error's own words without FFmpeg's number and file name, which say nothing to a user."""
    return str(getattr(error, "strerror", None) or error) or type(error).__name__
