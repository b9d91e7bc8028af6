"""For all tests: no example may fail for the speed of the machine of the day."""

from hypothesis import Phase, settings

settings.register_profile("onpost", deadline=None)
settings.register_profile(  # for counting mutants: the same examples every time, and none made shorter
    "repeatable", deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("onpost")
