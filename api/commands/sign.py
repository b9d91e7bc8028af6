"""``onpost sign``: the sign of suspended service, for the printer."""

from pathlib import Path
from typing import Annotated

import typer

from api.errors import InputError
from api.sign_sheet import sign_pdf

Out = Annotated[Path, typer.Option("--out", help="Where to write the PDF, one A4 page.")]


def sign(out: Out = Path("sign.pdf")) -> None:
    """The sign of suspended service in both languages, to print and stand on the desk: looks read its tag."""
    try:
        out.write_bytes(sign_pdf())
    except OSError as error:
        msg = f"{out}: a file that can be written was wanted, it cannot ({error.strerror}): name another with --out"
        raise InputError(msg) from error
    typer.echo(f"{out}: print it on A4 at its own size, and draw the counter's sign zone around where it stands")
