"""What a machine sets by its environment; everything else is an argument or stands in the site file."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """``ONPOST_DETECTOR`` and ``ONPOST_POSE``: a shipped network by name, or an ``.onnx`` or ``.pt`` file."""

    model_config = SettingsConfigDict(env_prefix="ONPOST_", frozen=True)

    detector: str = "yolo11n"
    pose: str = "movenet-lightning"
