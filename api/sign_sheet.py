"""The *service suspended* sign for the printer: one A4 page in both languages, with the tag that looks read.

Everything on it is drawn as outlines, letters too: it prints sharp and needs no font where it is printed.
"""

from collections.abc import Iterator
from io import BytesIO

import cv2
import numpy as np
from pypdf import PdfWriter
from pypdf.generic import ContentStream

from vision.sign import tag_cells

MM = 72 / 25.4
"""Points to the millimetre: PDF measures in points, from the lower left corner."""

A4_MM = (210.0, 297.0)

CELL_MM = 17.0
"""The tag is 136 mm wide, its white rim 17 mm: as large as the sheet allows, for it is read from across a hall."""

TAG_TOP_MM = 62.0
BANNER_MM = 56.0
RED, INK, PAPER = (188, 34, 36), (24, 24, 28), (255, 255, 255)
TRACED_PX = 400
"""Letters are traced at this height, some 600 dots to the inch."""

Rgb = tuple[int, int, int]
LINES: tuple[tuple[str, float, float, Rgb, int], ...] = (
    ("暂停服务", 20, 29, PAPER, 800),
    ("Service suspended", 45, 12, PAPER, 600),
    ("请到其他窗口办理", 248, 17, INK, 600),
    ("Please use another counter", 272, 11, INK, 500),
)
"""Words, their middle from the top and their size in mm, colour, weight."""


def sign_pdf() -> bytes:
    """The sheet as a PDF of one page."""
    writer = PdfWriter()
    page = writer.add_blank_page(A4_MM[0] * MM, A4_MM[1] * MM)
    content = ContentStream(None, writer)
    content.set_data("\n".join(_drawn()).encode())
    page.replace_contents(content)
    page.compress_content_streams()
    writer.add_metadata({"/Title": "暂停服务 Service suspended"})
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _drawn() -> Iterator[str]:
    """PDF's drawing operators, in mm from the upper left corner."""
    yield f"{MM:.5f} 0 0 {-MM:.5f} 0 {A4_MM[1] * MM:.3f} cm"
    yield _ink(RED) + _box(0, 0, A4_MM[0], BANNER_MM)
    yield _ink((0, 0, 0)) + " ".join(_tag())
    for words, middle_mm, size_mm, rgb, weight in LINES:
        yield _ink(rgb) + " ".join(_letters(words, middle_mm, size_mm, weight))


def _ink(rgb: Rgb) -> str:
    return "{:.3f} {:.3f} {:.3f} rg ".format(*(channel / 255 for channel in rgb))


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"{x:.3f} {y:.3f} {width:.3f} {height:.3f} re f"


def _tag() -> Iterator[str]:
    """Its black cells, a row's neighbours in one piece, so that no printer leaves a hair between them."""
    cells = tag_cells()
    left = (A4_MM[0] - cells.shape[1] * CELL_MM) / 2
    for row, whites in enumerate(cells):
        edges = np.flatnonzero(np.diff(np.concatenate([[True], whites, [True]])))
        for start, end in edges.reshape(-1, 2):
            across = (end - start) * CELL_MM
            yield _box(left + start * CELL_MM, TAG_TOP_MM + row * CELL_MM, across, CELL_MM + 0.05)


def _letters(words: str, middle_mm: float, size_mm: float, weight: int) -> Iterator[str]:
    """``words`` in the middle of the page, as the outlines of what OpenCV writes."""
    face = cv2.FontFace("sans")
    x1, y1, width, height = cv2.getTextSize((0, 0), words, (0, 0), face, TRACED_PX, weight)
    canvas = np.zeros((height + 8, width + 8, 1), np.uint8)
    cv2.putText(canvas, words, (4 - x1, 4 - y1), (255,), face, TRACED_PX, weight)
    outlines, _ = cv2.findContours(
        np.round(canvas[..., 0] / 255).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE
    )
    scale = size_mm / TRACED_PX
    shift = np.array([A4_MM[0] / 2 - canvas.shape[1] * scale / 2, middle_mm - canvas.shape[0] * scale / 2])
    for outline in outlines:
        points = cv2.approxPolyDP(outline, 0.7, closed=True).reshape(-1, 2) * scale + shift
        first, *rest = (f"{x:.3f} {y:.3f}" for x, y in points)
        yield f"{first} m " + " ".join(f"{point} l" for point in rest) + " h"
    yield "f*"
