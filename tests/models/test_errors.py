import inspect

from models import errors


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    classes = {name for name, kind in vars(errors).items() if inspect.isclass(kind)}
    drawn = {word for word in (errors.__doc__ or "").split() if word in classes}
    assert drawn == classes


def test_every_error_is_a_model_error() -> None:
    kinds = [kind for kind in vars(errors).values() if inspect.isclass(kind)]
    assert all(issubclass(kind, errors.ModelError) for kind in kinds)
