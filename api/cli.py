"""The command ``onpost``: every command in one list, and how each ends.

Exit codes: 0 done, 1 whoever read the output has gone (serve: a part had to be ended by force), 2 something a person
can put right (one sentence on stderr says what), 130 interrupted, 143 terminated.
"""

import signal
import sys
from importlib.metadata import version
from io import TextIOWrapper
from types import FrameType
from typing import Annotated

import typer

from api.commands.bench import fold, ingest
from api.commands.bench import replay as bench_replay
from api.commands.check import check
from api.commands.demo import demo
from api.commands.drill import drill
from api.commands.evaluate import people, presence
from api.commands.evaluate_behaviour import behaviour
from api.commands.evaluate_events import events
from api.commands.evaluate_uniform import uniform
from api.commands.replay import replay
from api.commands.serve import serve
from api.commands.sign import sign
from api.commands.teach import teach_head
from api.commands.uniform import learn
from api.commands.user import invite_user, list_users
from api.commands.watch import watch
from api.commands.weights import list_models, verify_models
from api.commands.worker import worker
from api.errors import OnPostError
from cameras.errors import CameraError
from models.errors import ModelError

app = typer.Typer(
    name="onpost",
    help="Tells, with evidence, whether staffed counters were staffed. Not seen is never absent.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
evaluations = typer.Typer(help="Accuracy on folders of pictures or clips with hand-made truth.", no_args_is_help=True)
benches = typer.Typer(help="Speed on this machine, over spans made for it.", no_args_is_help=True)
users = typer.Typer(help="Who may log in.", no_args_is_help=True)
uniforms = typer.Typer(help="What is worn at counters.", no_args_is_help=True)
networks = typer.Typer(help="The shipped networks.", no_args_is_help=True)

app.command()(demo)
app.command()(watch)
app.command()(check)
app.command()(replay)
app.command()(serve)
app.command()(worker)
app.command()(drill)
app.command("teach")(teach_head)
app.command()(sign)
app.add_typer(evaluations, name="eval")
app.add_typer(networks, name="models")
app.add_typer(benches, name="bench")
app.add_typer(users, name="user")
app.add_typer(uniforms, name="uniform")
evaluations.command()(people)
evaluations.command()(presence)
evaluations.command()(behaviour)
evaluations.command()(events)
evaluations.command()(uniform)
benches.command()(fold)
benches.command()(ingest)
benches.command("replay")(bench_replay)
uniforms.command()(learn)
users.command("list")(list_users)
users.command("invite")(invite_user)
networks.command("list")(list_models)
networks.command("verify")(verify_models)

PUT_RIGHT = 2
INTERRUPTED = 130


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onpost {version('onpost')}")
        raise typer.Exit


@app.callback()
def options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    """Tells, with evidence, whether staffed counters were staffed. Not seen is never absent."""
    del show_version


def _terminated(number: int, _frame: FrameType | None) -> None:
    """End as by Ctrl-C, so that nothing half-written stays."""
    sys.exit(128 + number)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows no Chinese still gets its lines
    try:
        app()
    except (OnPostError, CameraError, ModelError) as error:
        typer.echo(f"onpost: {error}", err=True)
        sys.exit(PUT_RIGHT)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
