"""``onpost check``: says what is wrong with a site file, and where, and what to do."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import AsJson, print_json
from api.errors import InputError, SiteFileError
from api.site_file import describe, read_site, site_schema_text


def check(
    site: Annotated[Path | None, typer.Argument(help="The site file.", show_default=False)] = None,
    as_json: AsJson = False,
    schema: Annotated[bool, typer.Option("--schema", help="Print the site file's JSON schema.")] = False,
) -> None:
    """Check a site file: every problem with its line, what was wanted, what came, what to do."""
    if schema:
        typer.echo(site_schema_text(), nl=False)
        return
    if site is None:
        msg = "a site file to check was wanted, got none: name one, as in onpost check site.yaml"
        raise InputError(msg)
    reading = read_site(site)
    problems, hints = describe(reading.problems), describe(reading.hints)
    if as_json:
        print_json({"ok": not problems, "problems": problems, "hints": hints})
    else:
        for line in problems + [f"hint: {hint}" for hint in hints]:
            typer.echo(line)
    if reading.problems:
        raise SiteFileError(reading.problems)
    if not as_json:
        typer.echo(f"{site}: in order")
