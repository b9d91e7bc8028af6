"""What can go wrong with pictures coming in and films going out, split by who must act.

::

    CameraError
    ├── SourceRefused            the user: name another source
    │   ├── SourceNotFound           nothing is there
    │   │   └── NotAnAddress             nothing can be: the address is none
    │   ├── SourceNotReadable        it is there, but may not be read, or is not a file
    │   └── NotAVideo                text, a picture, sound only, an unknown or a playlist format
    ├── OutputNotWritable        the user: name another target, or make room
    ├── FileBroken               the file: record, export or copy it again
    │   ├── FileTruncated            its end is missing
    │   ├── FileDamaged              too much of it cannot be decoded
    │   ├── DecoderCrashed           it kills the decoder
    │   ├── DecoderStalled           the decoder makes no progress with it
    │   └── DecoderOutOfMemory       it asks for more memory than a decoder is given
    ├── CameraFailed             the camera, or the line to it: it is asked again meanwhile
    │   ├── CameraUnreachable        nothing answers at the address, or not in time
    │   ├── CameraUnauthorised       it wants another user or password
    │   ├── NoSuchStream             it answers, but has no video at this path
    │   ├── UnsupportedCodec         its video is in a form that is not decoded here
    │   ├── CameraStalled            no picture has come from it for a while
    │   ├── CameraEnded              it closed the stream, or changed what is in it
    │   └── CameraBreaksDecoder      its video kills the decoder
    └── InstallationBroken       whoever installed OnPost
        ├── DecoderNotStarted        the decoding process does not come up
        ├── DecoderMisspoke          it answers something else than frames
        ├── ClockSetBack             the machine's clock shows times that were told already
        └── CodecMissing             this build of FFmpeg cannot decode the file

Every message is one sentence or two: what was wanted, what came, what to do. None holds credentials.
"""
# ruff: noqa: N818 - named after what happened, as h11 and httpx do; the module says that they are errors

from cameras.redact import redacted


class CameraError(Exception):
    """Anything a source or a writer raises on purpose; its text is free of credentials and control characters."""

    def __init__(self, message: str) -> None:
        """Keep ``message`` without credentials and without characters that a terminal would act on."""
        super().__init__("".join(c if c.isprintable() else " " for c in redacted(message)))


class SourceRefused(CameraError):
    """The user has to name another source."""


class SourceNotFound(SourceRefused):
    """Nothing is at the path or address."""


class NotAnAddress(SourceNotFound):
    """The text is no address of a camera: ``came`` says why and ``remedy`` what to do, neither quotes any of it."""

    def __init__(self, shown: str, came: str, remedy: str) -> None:
        """Say so of what may be ``shown`` of the text."""
        super().__init__(f"{shown}: A camera was wanted, but {came}. {remedy[:1].upper()}{remedy[1:]}.")
        self.came, self.remedy = came, remedy


class SourceNotReadable(SourceRefused):
    """Something is there that may not be read, or that is not a file."""


class NotAVideo(SourceRefused):
    """The file is not a video: text, a picture, sound only, an unknown format, a playlist."""


class OutputNotWritable(CameraError):
    """A file cannot be written where the user wants it."""


class FileBroken(CameraError):
    """The file itself is at fault."""


class FileTruncated(FileBroken):
    """The end of the file is missing."""


class FileDamaged(FileBroken):
    """Too much of the file cannot be decoded."""


class DecoderCrashed(FileBroken):
    """Decoding the file killed the decoding process."""


class DecoderStalled(FileBroken):
    """The decoding process made no progress and was ended."""


class DecoderOutOfMemory(FileBroken):
    """Decoding the file takes more memory than a decoding process is given."""


class CameraFailed(CameraError):
    """The camera or the line to it is at fault; it may come back by itself."""


class CameraUnreachable(CameraFailed):
    """Nothing answers at the address, or not in time."""


class CameraUnauthorised(CameraFailed):
    """The camera wants another user or password."""


class NoSuchStream(CameraFailed):
    """The camera answers, but has no video at this path."""


class UnsupportedCodec(CameraFailed):
    """The camera's video is in a form that is not decoded here."""


class CameraStalled(CameraFailed):
    """No picture has come from the camera for a while."""


class CameraEnded(CameraFailed):
    """The camera closed the stream, or changed what is in it."""


class CameraBreaksDecoder(CameraFailed):
    """The camera's video kills the decoding process."""


class InstallationBroken(CameraError):
    """Whoever installed OnPost has to act."""


class DecoderNotStarted(InstallationBroken):
    """The decoding process does not come up."""


class DecoderMisspoke(InstallationBroken):
    """The decoding process answered something that is not a message of ours."""


class ClockSetBack(InstallationBroken):
    """The machine's clock was set back so far that pictures have no date of their own for a while."""


class CodecMissing(InstallationBroken):
    """This build of FFmpeg has no decoder for the file."""


FROM_DECODER: dict[str, type[CameraError]] = {
    error.__name__: error
    for error in (
        SourceNotFound,
        NotAVideo,
        SourceNotReadable,
        FileTruncated,
        FileDamaged,
        DecoderOutOfMemory,
        DecoderNotStarted,
        CodecMissing,
        CameraUnreachable,
        CameraUnauthorised,
        NoSuchStream,
        UnsupportedCodec,
        CameraStalled,
        CameraEnded,
        CameraBreaksDecoder,
    )
}
"""What a decoding process may say of itself, its file or its camera, by name."""
