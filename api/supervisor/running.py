"""The supervisor: does to its children what ``states`` says, and decides nothing itself."""

import logging
import random
import sys
import time
from collections.abc import Callable, Sequence

import httpx

from api.supervisor.attention import Attention, attention
from api.supervisor.processes import Child, Process
from api.supervisor.sayings import Sayings
from api.supervisor.states import (
    PUT_RIGHT,
    ChildState,
    Deed,
    Place,
    Sign,
    Stage,
    advance,
    due_signs,
    sign_of_end,
)

LOG = logging.getLogger(__name__)
DONE, BY_FORCE = 0, 1
CHANGING = {Stage.DOWN, Stage.STARTING, Stage.STOPPING}
LOOK_EVERY_S, REST_S = 0.1, 5.0
"""How often we look at the clock while some child is in one of these stages, and while none is: an end wakes us."""
ANSWER_S = 0.5


def supervise(children: Sequence[Child], when_up: Callable[[], None]) -> int:
    """Keep ``children`` running until SIGTERM, SIGINT or SIGHUP (twice: at once); gives the exit code.

    ``when_up`` is called once, when every child that answers has. 0: they ended well; 1: one had to be ended by
    force; 2: one cannot start for a reason that it told and that a person must put right. Raises InputError where
    the system has no room for a process.
    """
    with attention() as awake:
        household = _Household(children, when_up)
        try:
            household.step(0)
            while not household.over:
                household.wait(awake)
                household.step(awake.asked)
        finally:
            household.close()
    return household.code


class _Household:
    """The children and what is known of them."""

    def __init__(self, children: Sequence[Child], when_up: Callable[[], None]) -> None:
        now_s = time.monotonic()
        self._children = {child.name: child for child in children}
        self._states = {child.name: ChildState(since_s=now_s, due_s=now_s) for child in children}
        self._sayings = {child.name: Sayings() for child in children}
        self._processes: dict[str, Process] = {}
        self._when_up: Callable[[], None] | None = when_up
        self._stopping = False
        self.code = DONE

    @property
    def over(self) -> bool:
        """Whether all children have ended for good."""
        return all(state.stage is Stage.OVER for state in self._states.values())

    def wait(self, awake: Attention) -> None:
        """Wait for something to happen."""
        changing = any(state.stage in CHANGING for state in self._states.values())
        outputs = [process.output for process in self._processes.values() if not process.mute]
        awake.wait(outputs, LOOK_EVERY_S if changing else REST_S)

    def step(self, asked: int) -> None:
        """Take in what has happened (``asked`` to end so often), and do what is due."""
        self._listen()
        self._bury()
        self._ask()
        self._obey(asked)
        for name, sign in due_signs(self._places(), time.monotonic(), stopping=self._stopping):
            self._see(name, sign)

    def close(self) -> None:
        """Leave no process behind, whatever happened."""
        for process in self._processes.values():
            process.close()

    def _places(self) -> list[Place]:
        return [
            Place(self._states[child.name], child.name, child.after, child.address is not None)
            for child in self._children.values()
        ]

    def _obey(self, asked: int) -> None:
        if asked and not self._stopping:
            LOG.info("stopping")
        self._stopping = self._stopping or asked > 0
        if asked > 1:
            for name in self._children:
                self._see(name, Sign.STOP)
                self._see(name, Sign.OVERDUE)

    def _see(self, name: str, sign: Sign) -> None:
        before = self._states[name]
        state, deed = advance(before, sign, time.monotonic(), random.random())  # noqa: S311 - spreads restarts, no secret
        self._states[name] = state
        self._do(name, deed)
        if deed is Deed.START:
            LOG.info("started child=%s pid=%d", name, self._processes[name].id)
        elif before.stage is Stage.STARTING and state.stage is Stage.UP:
            LOG.info("up child=%s", name)

    def _do(self, name: str, deed: Deed) -> None:
        match deed:
            case Deed.START:
                self._processes[name] = Process(self._children[name], first=not self._states[name].known)
            case Deed.TERMINATE:
                self._processes[name].terminate()
            case Deed.KILL:
                LOG.warning("ended_by_force child=%s", name)
                self._processes[name].kill()
                self.code = self.code or BY_FORCE
            case Deed.NOTHING:
                pass

    def _is_awaited(self, name: str) -> bool:
        return self._states[name].stage is Stage.STARTING and self._children[name].address is not None

    def _ask(self) -> None:
        """Ask those that start whether they are up."""
        for name, child in self._children.items():
            if child.address is not None and self._is_awaited(name) and _answers(child.address):
                self._see(name, Sign.ANSWERED)
        awaited = [child for child in self._children.values() if child.address is not None]
        if self._when_up is not None and all(self._states[child.name].known for child in awaited):
            when_up, self._when_up = self._when_up, None
            when_up()

    def _listen(self) -> None:
        for name, process in self._processes.items():
            _show(self._sayings[name].feed(process.heard()))

    def _bury(self) -> None:
        for name, process in list(self._processes.items()):
            code = process.ended()
            if code is None:
                continue
            while content := process.heard():
                _show(self._sayings[name].feed(content))
            _show(self._sayings[name].end())
            process.close()
            del self._processes[name]
            self._note_end(name, code)

    def _note_end(self, name: str, code: int) -> None:
        state = self._states[name]
        sign = sign_of_end(state, code)
        LOG.log(
            logging.INFO if state.stage is Stage.STOPPING else logging.WARNING, "ended child=%s code=%d", name, code
        )
        self._see(name, sign)
        if sign is Sign.REFUSED or (state.stage is Stage.STOPPING and code == PUT_RIGHT):
            self._stopping, self.code = True, PUT_RIGHT


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=ANSWER_S, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _show(lines: Sequence[str]) -> None:
    for line in lines:
        sys.stderr.write(line + "\n")
    if lines:
        sys.stderr.flush()
