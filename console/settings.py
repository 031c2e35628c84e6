"""Settings, from the environment (``GUANXI_…``) and from ``guanxi.toml`` in the data directory."""

import os
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from engine.problems import Place, Problem, ProblemsFound, did_you_mean

SHIPPED_RULES = Path(__file__).resolve().parent.parent / "rules"


class Settings(BaseSettings):
    """What differs between installations. The environment goes before the file.

    *database* is an SQLAlchemy URL, by default SQLite in the data directory. *metrics_port* is where Prometheus may
    read the counters of `up` or a worker, on this machine only; by default nowhere. *channels* says by which notifier
    each channel of the rules is delivered: ``{"email": "smtp"}``; every other channel writes files. *lang* is
    the language of what is said; without it that of the rule files.
    """

    model_config = SettingsConfigDict(env_prefix="GUANXI_", env_nested_delimiter="__", extra="forbid")

    home: Path = Path("var")
    rules: Path = SHIPPED_RULES
    lang: Literal["en", "zh"] | None = None
    database: str = ""
    port: int = Field(7233, ge=0, le=65535)
    ui_port: int = Field(8233, ge=0, le=65535)
    metrics_port: int | None = Field(None, ge=1, le=65535)
    channels: dict[str, Literal["file", "smtp"]] = Field(default_factory=dict)
    smtp_host: str = ""
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_sender: str = ""
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_tls: Literal["none", "starttls", "tls"] = "starttls"

    @property
    def database_url(self) -> str:
        """Where the store is."""
        return self.database or f"sqlite:///{self.home / 'guanxi.db'}"

    @property
    def outbox(self) -> Path:
        """Where the notifier `file` writes its messages."""
        return self.home / "outbox"

    @property
    def sample(self) -> Path:
        """Where the labelled future of the sample company lies."""
        return self.home / "sample"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Given values, then the environment, then the file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(home: Path | None = None) -> Settings:
    """The settings of a data directory (*home*, else ``GUANXI_HOME``, else ``var``).

    Raises:
        ProblemsFound: a value or a name that does not fit, each with what to write instead.
    """
    folder = home or Path(os.environ.get("GUANXI_HOME") or "var")
    file = folder / "guanxi.toml"

    class Here(Settings):
        model_config = SettingsConfigDict(toml_file=file)

    try:
        return Here(home=folder)
    except tomllib.TOMLDecodeError as error:
        raise ProblemsFound(
            [Problem("bad-setting", Place(str(file)), f"This is no TOML: {error}.")]
        ) from error
    except ValidationError as error:
        raise ProblemsFound(_problems(error)) from error


def _problems(error: ValidationError) -> list[Problem]:
    problems = []
    for each in error.errors():
        name = ".".join(str(part) for part in each["loc"])
        mend = did_you_mean(name, Settings.model_fields) if each["type"] == "extra_forbidden" else ""
        what = f"setting “{name}”: {each['msg']}."
        problems.append(Problem("bad-setting", Place("settings (GUANXI_… or guanxi.toml)"), what, mend))
    return problems
