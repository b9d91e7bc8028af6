"""``onpost models``: what networks there are, and whether they are what their cards say."""

import typer

from api.commands.options import AsJson, print_json
from api.errors import InputError
from models.check import Row, list_weights, verify_weights


def list_models(as_json: AsJson = False) -> None:
    """List the shipped networks: what each does, its licence and its size."""
    _print(list_weights(), as_json=as_json)


def verify_models(as_json: AsJson = False) -> None:
    """Check every network against the hash on its card, and open it."""
    rows = verify_weights()
    _print(rows, as_json=as_json)
    wrong = [row.name for row in rows if row.problem]
    if wrong:
        msg = f"networks as their cards describe them were wanted, {', '.join(wrong)} differ: install OnPost again"
        raise InputError(msg)


def _print(rows: tuple[Row, ...], *, as_json: bool) -> None:
    if as_json:
        print_json({"models": [row.to_json() for row in rows]})
        return
    for row in rows:
        typer.echo(
            f"{row.name:20} {row.task:8} {row.licence:14} {row.bytes / 1e6:6.1f} MB  {row.problem or 'in order'}"
        )
