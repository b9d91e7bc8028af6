"""What can go wrong with networks, by who must act.

::

    ModelError                  every error of this package; its text is one sentence
    ├── WeightsError            whoever installed or named the weights
    │   ├── WeightsMissing      no such card or file
    │   ├── WeightsCorrupted    the file is not the one its card describes
    │   ├── WeightsUnreadable   the file is not a network onnxruntime can open
    │   ├── CardInvalid         the card has unknown, missing or contradicting keys
    │   └── NetworkUnsupported  a network, but not one OnPost can use: inputs, outputs, classes
    ├── ExportFailed            a .pt file could not be turned into .onnx, or the extra ``train`` is missing
    ├── ProviderMissing         the settings name an onnxruntime provider that is not installed
    ├── RunFailed               onnxruntime failed on a picture
    ├── MeasuringDataInvalid    a folder to measure on is not in the format of ``eval/README.md``
    ├── ExamplesInvalid         a folder to teach from is not in that format, or holds too few examples
    └── TeachingImpossible      nothing was learned, could be written, or the extra ``train`` is missing
"""


class ModelError(Exception):
    """Anything that goes wrong in ``models``; the text says what was wanted, what came, what to do."""


class WeightsError(ModelError):
    """The weights cannot be used."""


class WeightsMissing(WeightsError):  # noqa: N818 - named for what is wrong, as in DESIGN.md
    """No such card or file."""


class WeightsCorrupted(WeightsError):  # noqa: N818 - as above
    """The file is not the one its card describes."""


class WeightsUnreadable(WeightsError):  # noqa: N818 - as above
    """The file is not a network onnxruntime can open."""


class CardInvalid(WeightsError):  # noqa: N818 - as above
    """The card has unknown, missing or contradicting keys."""


class NetworkUnsupported(WeightsError):  # noqa: N818 - as above
    """A network, but not one OnPost can use."""


class ExportFailed(ModelError):  # noqa: N818 - as above
    """A ``.pt`` file could not be turned into ``.onnx``."""


class ProviderMissing(ModelError):  # noqa: N818 - as above
    """The settings name an onnxruntime provider that is not installed."""


class RunFailed(ModelError):  # noqa: N818 - as above
    """Onnxruntime failed on a picture."""


class MeasuringDataInvalid(ModelError):  # noqa: N818 - as above
    """A folder to measure on is not in the expected format."""


class ExamplesInvalid(ModelError):  # noqa: N818 - as above
    """A folder to teach from is not in the expected format, or holds too few examples."""


class TeachingImpossible(ModelError):  # noqa: N818 - as above
    """Nothing was learned, could be written, or the extra ``train`` is missing."""
