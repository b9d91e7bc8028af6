"""Whose turn it is: the camera that has waited longest for a look. Fair, also where there is too much to do."""

from collections.abc import Mapping


def next_camera(looked_s: Mapping[str, float], waiting: Mapping[str, bool]) -> str | None:
    """Of the cameras with a picture ``waiting``, the one looked at longest ago; None where none waits.

    ``looked_s`` tells when each was last looked at, by a steady clock; one that is not in it never was. Where all
    wait all the time each is looked at once a round, so rates fall alike.
    """
    due = [camera for camera, waits in waiting.items() if waits]
    return min(due, key=lambda camera: looked_s.get(camera, float("-inf")), default=None)
