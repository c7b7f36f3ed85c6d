"""Configuration: flags of the command line first, COPYDESK_* variables second, defaults last."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from flows.errors import UsageError


def available_cores() -> int:
    """How many cores this process may use: at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Settings(BaseSettings):
    """What a run can be told. Each field is a flag of ``copydesk run`` and a variable COPYDESK_<FIELD>.

    >>> Settings(raw="articles", workers=2).raw
    PosixPath('articles')
    """

    model_config = SettingsConfigDict(env_prefix="COPYDESK_", env_ignore_empty=True, frozen=True)

    raw: Path = Field(default=Path("data/raw"), description="Folder of raw articles, or one file; default: data/raw.")
    processed: Path = Field(
        default=Path("data/processed"), description="Folder of the published tables; default: data/processed."
    )
    workers: int = Field(
        default_factory=available_cores, ge=1, description="Processes that analyse articles; default: all cores."
    )
    keep_versions: int = Field(default=5, ge=0, description="Old versions of the tables to keep; default: 5.")
    reprocess: bool = Field(default=False, description="Analyse every raw file again, not only new and changed ones.")

    @field_validator("raw", "processed", mode="before")
    @classmethod
    def _is_not_empty(cls, path: object) -> object:
        if path == "":
            raise ValueError("a path must not be empty")
        return path

    @field_validator("raw", "processed")
    @classmethod
    def _with_home(cls, path: Path) -> Path:
        return path.expanduser()

    @model_validator(mode="after")
    def _reads_no_tables(self) -> Settings:
        if self.processed.resolve().is_relative_to(self.raw.resolve()):
            raise ValueError(f"the tables ({self.processed}) would lie among the raw files ({self.raw})")
        return self


def settings_from(flags: dict[str, Any]) -> Settings:
    """The settings that `flags` (field -> value; None where the flag was not given) and the environment make.

    Raises `UsageError` that names the flag, its variable and the bad value.
    """
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        raise UsageError("; ".join(map(_explanation, error.errors()))) from None


def flag_of(field: str) -> str:
    """The flag of a field: ``--keep-versions`` of keep_versions."""
    return "--" + field.replace("_", "-")


# What pydantic finds wrong -> the same in a user's words.
_PROBLEMS = {
    "int_parsing": "not a whole number",
    "int_from_float": "not a whole number",
    "bool_parsing": "neither true nor false",
}


def _explanation(error: ErrorDetails) -> str:
    problem = _PROBLEMS.get(error["type"], error["msg"].removeprefix("Value error, "))
    if not error["loc"]:
        return f"--raw and --processed do not go together: {problem}."
    field = str(error["loc"][0])
    return f"{flag_of(field)} (COPYDESK_{field.upper()}) is {str(error['input'])!r}: {problem.lower()}."
