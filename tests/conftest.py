"""For all tests: no example may fail for the speed of the machine of the day."""

from hypothesis import settings

settings.register_profile("onpost", deadline=None)
settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)  # for counting mutants
settings.load_profile("onpost")
