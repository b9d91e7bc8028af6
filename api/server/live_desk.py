"""What people want to see this moment, and the newest of it. In memory only, and only while somebody asks."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from api.contract import WatchedView
from api.contract_live import LookMessage, Probe, Wish, Wishes
from api.server.newest import Newest
from api.server.probes import Probes
from api.server.problems import Code, Refused
from api.server.views_by_camera import views_by_camera
from api.server.worker_states import WorkerStates
from api.site_schema import Site

SWEEP_S = 1.0
LINGER_S = 5.0
"""A camera is wished for so long after the last one has gone: pages are changed, pictures asked for one by one."""
DRAFTS_S = 15.0
FOREVER_S = float("inf")


@dataclass(frozen=True, slots=True)
class Picture:
    """A camera's picture as JPEG."""

    at_ms: int
    jpeg: bytes


@dataclass(slots=True)
class Looked:
    """One camera that somebody looks at, or has until a moment ago; what it shows and what is found in it."""

    people: int = 0
    until_s: float = -FOREVER_S
    drafts: tuple[WatchedView, ...] = ()
    drafts_until_s: float = -FOREVER_S
    pictures: Newest[Picture] = field(default_factory=Newest)
    looks: Newest[LookMessage] = field(default_factory=Newest)

    def is_wanted(self, now_s: float) -> bool:
        """Whether anybody does."""
        return self.people > 0 or max(self.until_s, self.drafts_until_s) > now_s


class LiveDesk:
    """Where those who look and those who show meet. For one event loop.

    ``site`` gives the latest site, ``clock_s`` is a steady clock, ``changed`` is called when the wishes have changed.
    """

    def __init__(self, site: Callable[[], Site], clock_s: Callable[[], float], changed: Callable[[], None]) -> None:
        """Nobody looks yet."""
        self.probes, self.workers = Probes(), WorkerStates()
        self.saving = asyncio.Lock()
        """Held while the site is edited: one edit after the other, each of what the one before has left."""
        self._site, self._clock_s, self._changed = site, clock_s, changed
        self._cameras: dict[str, Looked] = {}
        self._told = Wishes()

    @property
    def now_s(self) -> float:
        """What its clock shows."""
        return self._clock_s()

    def check(self, camera: str) -> None:
        """Raise Refused unless ``camera`` is one of the site or a probe, which is renewed."""
        if not self.probes.renew(camera, self.now_s) and camera not in self._addresses():
            raise Refused(Code.NOT_FOUND, f'a camera of the site was wanted, got "{camera}"')

    @contextlib.contextmanager
    def looking(self, camera: str) -> Iterator[Looked]:
        """Somebody looks at ``camera`` while the block runs. Raises Refused for an unknown one."""
        self.check(camera)
        looked = self._cameras.setdefault(camera, Looked())
        looked.people += 1
        try:
            self.sweep()
            yield looked
        finally:
            looked.people -= 1
            looked.until_s = self.now_s + LINGER_S

    def draw(self, camera: str, drafts: tuple[WatchedView, ...]) -> None:
        """Wish for what ``drafts`` lead to. Raises Refused for an unknown camera."""
        self.check(camera)
        looked = self._cameras.setdefault(camera, Looked())
        looked.drafts, looked.drafts_until_s = drafts, self.now_s + DRAFTS_S
        self.sweep()

    def probe(self, address: str) -> str:
        """Wish for ``address`` to be opened: the probe's id. Raises Refused where too many are."""
        name = self.probes.begin(address, self.now_s)
        self.sweep()
        return name

    def show(self, camera: str, picture: Picture) -> None:
        """Hand a picture to those who look; where nobody does it is forgotten."""
        if camera in self._cameras:
            self._cameras[camera].pictures.put(picture)

    def tell(self, look: LookMessage) -> None:
        """As ``show``, for what a look found."""
        if look.camera in self._cameras:
            self._cameras[look.camera].looks.put(look)

    def picture_ms(self, camera: str) -> int | None:
        """The moment of the newest picture, where somebody looks."""
        newest = self._cameras[camera].pictures.value if camera in self._cameras else None
        return None if newest is None else newest.at_ms

    @property
    def wishes(self) -> Wishes:
        """What the workers were last told."""
        return self._told

    def sweep(self) -> None:
        """Forget what nobody wants any more, and tell the workers where their wishes have changed."""
        now_s = self.now_s
        self._cameras = {name: looked for name, looked in self._cameras.items() if looked.is_wanted(now_s)}
        for name, looked in self._cameras.items():
            if looked.people:
                self.probes.renew(name, now_s)
        self.probes.sweep(now_s)
        wishes = self._wished(now_s)
        if wishes != self._told:
            self._told = wishes
            self._changed()

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            self.sweep()
            await asyncio.sleep(SWEEP_S)

    def _wished(self, now_s: float) -> Wishes:
        live = tuple(
            Wish(camera=name, drafts=looked.drafts if looked.drafts_until_s > now_s else ())
            for name, looked in self._cameras.items()
        )
        unwatched = self._addresses(watched=False) if live else {}
        opened = {wish.camera: unwatched[wish.camera] for wish in live if wish.camera in unwatched}
        asked = {**self.probes.addresses, **opened}
        return Wishes(live=live, probes=tuple(Probe(id=name, address=address) for name, address in asked.items()))

    def _addresses(self, *, watched: bool = True) -> Mapping[str, str]:
        """The address of each camera of the site; those that have no view only, where ``watched`` are left out."""
        site = self._site()
        seeing = set() if watched else views_by_camera(site).keys()
        return {camera.id: camera.main.get_secret_value() for camera in site.cameras if camera.id not in seeing}
