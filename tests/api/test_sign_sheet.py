"""The printed sign is one A4 page whose drawing, filled in as a printer does, is read as the sign."""

from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from pypdf import PdfReader
from pypdf.generic import ContentStream
from typer.testing import CliRunner

from api.cli import app
from api.sign_sheet import sign_pdf
from tests.vision.builders import boxes, rectangle
from vision.datatypes import Sign
from vision.sign import read_sign

DOTS_TO_THE_POINT = 0.25


def printed() -> NDArray[np.uint8]:
    """The page's boxes in their colours; letters are left out."""
    reader = PdfReader(BytesIO(sign_pdf()))
    page = reader.pages[0]
    sheet = np.full((round(page.mediabox.height * DOTS_TO_THE_POINT), 150, 3), 255, np.uint8)
    ink, scale = (0, 0, 0), 1.0
    content = page.get_contents()
    assert content is not None
    for operands, operator in ContentStream(content, reader).operations:
        if operator == b"cm":
            scale = float(operands[0]) * DOTS_TO_THE_POINT
        if operator == b"rg":
            ink = tuple(round(255 * float(each)) for each in operands)  # type: ignore[assignment]
        if operator == b"re":
            x, y, width, height = (float(each) * scale for each in operands)
            sheet[round(y) : round(y + height), round(x) : round(x + width)] = ink
    return sheet


def test_one_page_of_a4() -> None:
    pages = PdfReader(BytesIO(sign_pdf())).pages
    assert len(pages) == 1
    assert (pages[0].mediabox.width, pages[0].mediabox.height) == pytest.approx((595.28, 841.89), abs=0.01)


def test_what_is_printed_is_read() -> None:
    scene = np.full((400, 400, 3), 150, np.uint8)
    sheet = printed()
    scene[100 : 100 + sheet.shape[0], 100:250] = sheet
    assert read_sign(scene, rectangle(100, 100, 250, 310), boxes()).value is Sign.SHOWN
    far = cv2.resize(scene, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    assert read_sign(np.asarray(far, np.uint8), rectangle(25, 25, 62, 78), boxes()).value is Sign.SHOWN


def test_the_words_are_drawn_as_outlines() -> None:
    reader = PdfReader(BytesIO(sign_pdf()))
    content = reader.pages[0].get_contents()
    assert content is not None
    operators = [operator for _, operator in ContentStream(content, reader).operations]
    assert operators.count(b"f*") == 4
    assert operators.count(b"m") > 4 + 17 + 8 + 26


def test_the_command_writes_it(tmp_path: Path) -> None:
    out = f"{tmp_path}/sign.pdf"
    done = CliRunner().invoke(app, ["sign", "--out", out])
    assert done.exit_code == 0
    assert len(PdfReader(out).pages) == 1


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["sign", "--out", f"{tmp_path}/none/sign.pdf"])
    assert done.exit_code != 0
    assert "name another with --out" in str(done.exception)
