"""The supervisor: does to its children what ``states`` says, and decides nothing itself."""

import logging
import random
import sys
import time
from collections.abc import Callable, Sequence

from api.supervisor.asking import Asked, answers
from api.supervisor.attention import Attention, attention
from api.supervisor.processes import Child, Process
from api.supervisor.sayings import COMPLAINT, Sayings
from api.supervisor.states import (
    DISPLACED_S,
    FIRST_STARTS,
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
from api.supervisor.vigil import USUAL, Pulse, Vigil, hangs

LOG = logging.getLogger(__name__)
DONE, BY_FORCE, HOPELESS = 0, 1, 1
CHANGING = {Stage.DOWN, Stage.STARTING, Stage.HUNG, Stage.STOPPING}
LOOK_EVERY_S, REST_S = 0.1, 5.0
"""How often we look at the clock while some child is in one of these stages, and while none is: an end wakes us."""
ANSWER_S = 0.5
TAKEN = "another worker has registered under this name: end it, or give it another name"
NEVER_UP = (
    "{name}: a process that serves was wanted, but it ended at each of {starts} starts; what was wrong stands in the "
    'log above its last line "ended child={name}": put that right, or report it'
)


def supervise(children: Sequence[Child], when_up: Callable[[], None], vigil: Vigil = USUAL) -> int:
    """Keep ``children`` running until SIGTERM, SIGINT or SIGHUP (twice: at once); gives the exit code.

    ``when_up`` is called once, when every child that answers has. Who gives no sign of life for as long as ``vigil``
    says is ended by force and started again. 0: they ended well; 1: one had to be ended by force when all were to
    end, or ended at every start before it ever answered; 2: one cannot start for a reason that it told and that a
    person must put right. Raises InputError where the system has no room for a process.
    """
    with attention() as awake:
        household = _Household(children, when_up, vigil)
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

    def __init__(self, children: Sequence[Child], when_up: Callable[[], None], vigil: Vigil) -> None:
        now_s = time.monotonic()
        self._children = {child.name: child for child in children}
        self._states = {child.name: ChildState(since_s=now_s, due_s=now_s) for child in children}
        self._sayings = {child.name: Sayings() for child in children}
        self._processes: dict[str, Process] = {}
        self._pulses = {child.name: Pulse() for child in children}
        self._asked = {child.name: Asked(child.address) for child in children if child.address is not None}
        self._vigil, self._look_s = vigil, now_s
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
        longest_s = LOOK_EVERY_S if changing else min(REST_S, max(0.0, self._look_s - time.monotonic()))
        awake.wait(outputs, longest_s)

    def step(self, asked: int) -> None:
        """Take in what has happened (``asked`` to end so often), and do what is due."""
        self._listen()
        self._bury()
        self._ask()
        self._feel()
        self._obey(asked)
        for name, sign in due_signs(self._places(), time.monotonic(), stopping=self._stopping):
            self._see(name, sign)

    def close(self) -> None:
        """Leave no process behind, whatever happened."""
        for process in self._processes.values():
            process.close()
        for asked in self._asked.values():
            asked.close()

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
            self._pulses[name] = Pulse()
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
                self.code = self.code or (BY_FORCE if self._stopping else DONE)
            case Deed.NOTHING:
                pass

    def _is_awaited(self, name: str) -> bool:
        return self._states[name].stage is Stage.STARTING and self._children[name].address is not None

    def _ask(self) -> None:
        """Ask those that start whether they are up."""
        for name, child in self._children.items():
            if child.address is not None and self._is_awaited(name) and answers(child.address, ANSWER_S):
                self._see(name, Sign.ANSWERED)
        awaited = [child for child in self._children.values() if child.address is not None]
        if self._when_up is not None and all(self._states[child.name].known for child in awaited):
            when_up, self._when_up = self._when_up, None
            when_up()

    def _feel(self) -> None:
        """Look at every child for a sign of life, where it is time for that."""
        if self._stopping or time.monotonic() < self._look_s:
            return
        self._look_s = time.monotonic() + self._vigil.every_s
        for name, process in self._processes.items():
            asked, stage = self._asked.get(name), self._states[name].stage
            if asked is None and not self._children[name].beats:
                continue
            alive = process.beaten() if asked is None else stage is Stage.UP and asked.answered(self._vigil.answer_s)
            pulse = self._pulses[name] = self._pulses[name].looked(alive=alive)
            if hangs(pulse, stage, self._vigil, answers=asked is not None):
                LOG.warning("no_sign_of_life child=%s pid=%d looks=%d", name, process.id, pulse.missed)
                self._see(name, Sign.HANGS)

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
        sign = sign_of_end(state, code, answers=name in self._asked)
        LOG.log(
            logging.INFO if state.stage is Stage.STOPPING else logging.WARNING, "ended child=%s code=%d", name, code
        )
        self._see(name, sign)
        if sign is Sign.DISPLACED:
            LOG.warning("name_taken child=%s again_in_s=%d remedy=%r", name, DISPLACED_S, TAKEN)
        if sign is Sign.HOPELESS:
            self._stopping, self.code = True, HOPELESS
            _show([COMPLAINT + NEVER_UP.format(name=name, starts=FIRST_STARTS)])
        if sign is Sign.REFUSED or (state.stage is Stage.STOPPING and code == PUT_RIGHT):
            self._stopping, self.code = True, PUT_RIGHT


def _show(lines: Sequence[str]) -> None:
    for line in lines:
        sys.stderr.write(line + "\n")
    if lines:
        sys.stderr.flush()
