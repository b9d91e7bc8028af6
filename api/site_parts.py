"""What all parts of a site are made of: the base class, ids, texts, names, addresses."""

from collections.abc import Mapping
from typing import Annotated, NoReturn

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    FieldSerializationInfo,
    PlainSerializer,
    SecretStr,
    Tag,
)
from pydantic_core import PydanticCustomError

from api.site_problems import MESSAGES

REVEAL = "reveal"
"""Key of a dump's context that lets addresses through; see ``site_source``."""

TEXT_TAG, FORM_TAG = "<text>", "<form>"
"""Pydantic names the chosen half of a text-or-something union in an error's place; no key looks like these."""


class SitePart(BaseModel):
    """A part of the site file: frozen, no unknown keys, finite numbers, no guessing of types."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, hide_input_in_errors=True, validate_default=True
    )


def refuse(code: str, **values: str) -> NoReturn:
    """Refuse a value with the message ``code`` of ``site_problems.MESSAGES``."""
    raise PydanticCustomError(code, MESSAGES[code].wanted, values)


def text_or_form(value: object) -> str:
    """Which half of a text-or-something union ``value`` is meant to be: mappings, lists and models are forms."""
    return FORM_TAG if isinstance(value, Mapping | list | tuple | BaseModel) else TEXT_TAG


ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
"""Ids end up in file names, addresses and MQTT topics."""
VIEW_ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._@-]*$"
"""The default id of a view joins two ids by an at-sign."""

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=ID_PATTERN)]
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]


class LanguagesEntry(SitePart):
    """A name in both languages of the page."""

    zh: Text = Field(description="the Chinese text, 1 to 200 characters")
    en: Text = Field(description="the English text, 1 to 200 characters")


Name = Annotated[
    Annotated[Text, Tag(TEXT_TAG)] | Annotated[LanguagesEntry, Tag(FORM_TAG)],
    Discriminator(text_or_form),
]
"""A plain text, or one in each language."""


def _address_text(address: SecretStr, info: FieldSerializationInfo) -> str:
    """The address itself only where the dump asks for it."""
    context = info.context
    reveals = isinstance(context, Mapping) and context.get(REVEAL) is True
    return address.get_secret_value() if reveals else str(address)


Address = Annotated[SecretStr, Field(min_length=1, max_length=2000), PlainSerializer(_address_text, return_type=str)]
"""An address that may hold credentials: hidden in ``repr``, ``str`` and ordinary dumps."""
