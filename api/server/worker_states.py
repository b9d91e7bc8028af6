"""What workers have told of themselves lately. In memory only: what is old is not known."""

from api.contract_live import CameraStatus, WorkerStatus

HOLDS_S = 10.0
MOST_WORKERS = 200


class WorkerStates:
    """The last status of each worker; ``now_s`` is a steady clock's."""

    def __init__(self) -> None:
        """Know of none."""
        self._told: dict[str, tuple[float, WorkerStatus]] = {}

    def tell(self, status: WorkerStatus, now_s: float) -> None:
        """A worker has told how it is; of too many the one heard of longest ago is forgotten."""
        self._told.pop(status.worker, None)
        self._told[status.worker] = (now_s, status)
        while len(self._told) > MOST_WORKERS:
            del self._told[next(iter(self._told))]

    def camera(self, camera: str, now_s: float) -> CameraStatus | None:
        """How ``camera`` is, by the worker that told of it last; None: no worker has for ``HOLDS_S``."""
        for told_s, status in reversed(self._told.values()):
            found = next((one for one in status.cameras if one.camera == camera), None)
            if found is not None and now_s - told_s <= HOLDS_S:
                return found
        return None
