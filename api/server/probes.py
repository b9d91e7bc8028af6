"""Addresses that people ask about: what came of opening them, for as long as somebody asks."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.contract_live import ProbeMessage, ProbeVerdict
from api.server.newest import Newest
from api.server.problems import Code, Refused

MOST = 4
KEPT_S = 30.0


@dataclass(slots=True)
class _Asked:
    address: str = field(repr=False)
    until_s: float
    verdict: Newest[ProbeVerdict] = field(default_factory=Newest)
    picture: Newest[bytes] = field(default_factory=Newest)


class Probes:
    """At most ``MOST`` at a time; ``now_s`` is a steady clock's."""

    def __init__(self) -> None:
        """Know of none."""
        self._asked: dict[str, _Asked] = {}

    def begin(self, address: str, now_s: float) -> str:
        """Ask about ``address``: the probe's id. Raises Refused where too many run."""
        self.sweep(now_s)
        if len(self._asked) >= MOST:
            raise Refused(Code.BUSY, f"at most {MOST} probes at a time were wanted, got one more")
        name = f"probe-{secrets.token_hex(12)}"
        self._asked[name] = _Asked(address, now_s + KEPT_S)
        return name

    def renew(self, name: str, now_s: float) -> bool:
        """Somebody goes on asking; whether there is such a probe."""
        asked = self._asked.get(name)
        if asked is not None:
            asked.until_s = now_s + KEPT_S
        return asked is not None

    def sweep(self, now_s: float) -> None:
        """Forget those that nobody asks about."""
        self._asked = {name: asked for name, asked in self._asked.items() if asked.until_s > now_s}

    @property
    def addresses(self) -> Mapping[str, str]:
        """What is asked about, by probe."""
        return {name: asked.address for name, asked in self._asked.items()}

    def verdict(self, name: str) -> Newest[ProbeVerdict]:
        """Where the verdict is put and waited for. Raises Refused where there is no such probe."""
        return self._one(name).verdict

    def picture(self, name: str) -> Newest[bytes]:
        """As ``verdict``, for the first picture as JPEG."""
        return self._one(name).picture

    def message(self, name: str) -> ProbeMessage:
        """How the probe stands. Raises Refused where there is none."""
        verdict = self._one(name).verdict.value
        if verdict is None:
            return ProbeMessage(id=name, state="waiting")
        said = verdict.model_dump(exclude={"ok"})
        return ProbeMessage(id=name, state="ok" if verdict.ok else "failed", **said)

    def _one(self, name: str) -> _Asked:
        if name not in self._asked:
            raise Refused(Code.NOT_FOUND, "a probe that somebody asks about was wanted, got another one")
        return self._asked[name]
