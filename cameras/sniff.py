"""What a file that is not a video is instead, from its first bytes: for the sentence a user reads."""

ENOUGH_BYTES = 4096

_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    # offset, bytes, what it is; https://en.wikipedia.org/wiki/List_of_file_signatures
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (0, b"BM", "a BMP picture"),
    (0, b"II*\x00", "a TIFF picture"),
    (0, b"MM\x00*", "a TIFF picture"),
    (8, b"WEBP", "a WebP picture"),
    (0, b"#EXTM3U", "a playlist"),
    (0, b"ffconcat", "a playlist"),
    (0, b"v=0", "a stream description"),
    (8, b"WAVE", "a sound file"),
    (0, b"ID3", "a sound file"),
    (0, b"fLaC", "a sound file"),
    (0, b"%PDF", "a PDF document"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
)

_MP4_BOXES = (b"ftyp", b"mdat", b"moov", b"wide", b"skip", b"free")


def what_it_is(head: bytes) -> str:
    """Name the kind of file that begins with ``head``; "an unknown kind of file" where that is unknown."""
    for offset, sign, name in _SIGNS:
        if head.startswith(sign, offset):
            return name
    return "a text file" if _is_text(head) else "an unknown kind of file"


def is_mp4(head: bytes) -> bool:
    """Whether the file begins as an MP4 or QuickTime file does (ISO/IEC 14496-12, 4.2)."""
    return head[4:8] in _MP4_BOXES


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head[:-4].decode()  # a character may be cut at the end
    except UnicodeDecodeError:
        return False
    return True
