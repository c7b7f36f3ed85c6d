"""Configuration: flags, variables, defaults, and messages for bad values."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.errors import UsageError
from flows.settings import Settings, available_cores, settings_from


def test_defaults_are_the_project_folders_and_all_cores() -> None:
    """Without flags and variables a run reads data/raw, writes data/processed and uses every core."""
    settings = settings_from({})
    assert (settings.raw, settings.processed) == (Path("data/raw"), Path("data/processed"))
    assert settings.workers == available_cores() >= 1
    assert (settings.keep_versions, settings.reprocess) == (5, False)


def test_variables_set_what_no_flag_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flag wins over its variable, a variable over the default, and an empty variable counts as none."""
    monkeypatch.setenv("COPYDESK_WORKERS", "3")
    monkeypatch.setenv("COPYDESK_RAW", "articles")
    monkeypatch.setenv("COPYDESK_PROCESSED", "")
    settings = settings_from({"workers": "2", "raw": None})
    assert (settings.workers, settings.raw, settings.processed) == (2, Path("articles"), Path("data/processed"))


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"workers": "0"}, r"--workers \(COPYDESK_WORKERS\) is '0': .*greater than or equal to 1"),
        ({"workers": "many"}, r"--workers \(COPYDESK_WORKERS\) is 'many': not a whole number"),
        ({"keep_versions": "-1"}, r"--keep-versions \(COPYDESK_KEEP_VERSIONS\) is '-1'"),
        ({"raw": ""}, r"--raw \(COPYDESK_RAW\) is '': a path must not be empty"),
        ({"raw": "data", "processed": "data/processed"}, r"--raw and --processed do not go together: .*data/processed"),
    ],
)
def test_a_bad_value_is_named_with_its_flag_and_variable(flags: dict[str, str], message: str) -> None:
    """The message has the flag, the variable and the value, in one line."""
    with pytest.raises(UsageError, match=message) as raised:
        settings_from(flags)
    assert "\n" not in str(raised.value)


def test_a_bad_variable_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value from the environment is checked like one from a flag."""
    monkeypatch.setenv("COPYDESK_WORKERS", "two")
    with pytest.raises(UsageError, match=r"COPYDESK_WORKERS.*'two'"):
        settings_from({})


def test_a_tilde_means_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cron job's ~ is not expanded by a shell."""
    monkeypatch.setenv("COPYDESK_RAW", "~/articles")
    assert settings_from({}).raw == Path.home() / "articles"


def test_every_setting_says_what_it_is_for() -> None:
    """The command line's help is made from these descriptions."""
    assert all(field.description for field in Settings.model_fields.values())
