"""For all tests: no example may fail for the speed of the machine of the day."""

from hypothesis import settings

settings.register_profile("onpost", deadline=None)
settings.load_profile("onpost")
