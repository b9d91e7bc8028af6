"""Asking a process whether it is there, without waiting for its answer."""

from concurrent.futures import Future, ThreadPoolExecutor

import httpx


def answers(address: str, longest_s: float) -> bool:
    """Whether ``GET address`` is answered with 200 within ``longest_s``."""
    try:
        return httpx.get(address, timeout=longest_s, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


class Asked:
    """The questions to one address, one at a time, in a thread: a supervisor must not wait for who hangs."""

    def __init__(self, address: str) -> None:
        """Ask nothing yet."""
        self._address, self._thread = address, ThreadPoolExecutor(1, thread_name_prefix="ask")
        self._question: Future[bool] | None = None

    def answered(self, longest_s: float) -> bool:
        """Whether the question before was answered well; the next one is asked where none is under way."""
        before = self._question
        if before is not None and not before.done():
            return False
        self._question = self._thread.submit(answers, self._address, longest_s)
        return before is not None and before.result()

    def close(self) -> None:
        """Ask no more."""
        self._thread.shutdown(wait=False, cancel_futures=True)
