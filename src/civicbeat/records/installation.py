"""Installation: where this civicbeat keeps its things, read once from the environment.

================================  ====================================================  ==========================
variable                          what                                                  default
================================  ====================================================  ==========================
``CIVICBEAT_DATA``                folder of everything that is kept                     ``./data``
``CIVICBEAT_POSTS_URL``           ClickHouse server, ``http://user:secret@host:8123/db``  embedded, in the folder
``CIVICBEAT_RECORDS_URL``         PostgreSQL, ``postgresql://user:secret@host/db``      SQLite, in the folder
``CIVICBEAT_ERASURES``            list of what was erased, best on another disk          ``erasures.txt`` there
``CIVICBEAT_SECRETS_PASSPHRASE``  opens the file in which backups lock secrets away      none
``CIVICBEAT_BACKUP_DAYS``         how many days at most lie between two backups          2
``CIVICBEAT_SECRET_KEY``          signs sessions                                        made once, in the folder
``CIVICBEAT_HOSTS``               host names the console answers to, by commas          ``127.0.0.1,localhost``
``CIVICBEAT_TLS``               ``yes`` where people reach it by https only            no
``CIVICBEAT_DIRECTORY_URL``     issuer of the institution's OpenID Connect directory  none
``CIVICBEAT_DIRECTORY_CLIENT``  this civicbeat's client id there                      none
``CIVICBEAT_DIRECTORY_SECRET``  its secret                                            none
``CIVICBEAT_DIRECTORY_CLAIM``   the claim that holds the name to sign in with         ``preferred_username``
``CIVICBEAT_SENTIMENT_MODEL``     folder of an ONNX classifier to use instead of ours   the packaged model
``CIVICBEAT_WORKERS``             enrichment processes                                  the machine's cores
``CIVICBEAT_KEY_…``               a key of a source, for example of ``YOUTUBE``         the file of keys
``CIVICBEAT_KEYS_FILE``           file of keys, ``NAME=key`` a line, its owner's only   none
================================  ====================================================  ==========================
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from civicbeat.records.errors import SettingError

DEFAULT_HOSTS = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One civicbeat on one machine: its folder and the servers it was told to use.

    Raises:
        SettingError: a variable has a value that cannot be meant.
    """

    data: Path
    posts_url: str = ""
    records_url: str = ""
    erasures_file: Path | None = None
    secrets_passphrase: str = field(default="", repr=False)
    secret_key: str = ""
    hosts: tuple[str, ...] = DEFAULT_HOSTS
    tls: bool = False
    directory_url: str = ""
    directory_client: str = ""
    directory_secret: str = field(default="", repr=False)
    directory_claim: str = "preferred_username"
    sentiment_model: Path | None = None
    workers: int = 1
    backup_days: int = 2

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The installation that the ``CIVICBEAT_…`` variables describe."""
        env = os.environ if environ is None else environ
        model = env.get("CIVICBEAT_SENTIMENT_MODEL", "")
        erasures = env.get("CIVICBEAT_ERASURES", "")
        hosts = tuple(h.strip() for h in env.get("CIVICBEAT_HOSTS", "").split(",") if h.strip())
        return cls(
            data=Path(env.get("CIVICBEAT_DATA", "data")).expanduser().resolve(),
            posts_url=_url(env, "CIVICBEAT_POSTS_URL", ("http", "https")),
            records_url=_url(env, "CIVICBEAT_RECORDS_URL", ("postgresql", "postgres")),
            erasures_file=Path(erasures).expanduser().resolve() if erasures else None,
            secrets_passphrase=env.get("CIVICBEAT_SECRETS_PASSPHRASE", ""),
            secret_key=env.get("CIVICBEAT_SECRET_KEY", ""),
            hosts=hosts or DEFAULT_HOSTS,
            tls=_yes(env, "CIVICBEAT_TLS"),
            directory_url=_directory(env),
            directory_client=env.get("CIVICBEAT_DIRECTORY_CLIENT", ""),
            directory_secret=env.get("CIVICBEAT_DIRECTORY_SECRET", ""),
            directory_claim=env.get("CIVICBEAT_DIRECTORY_CLAIM", "") or "preferred_username",
            sentiment_model=Path(model) if model else None,
            workers=_whole(env, "CIVICBEAT_WORKERS", os.cpu_count() or 1, "number of processes"),
            backup_days=_whole(env, "CIVICBEAT_BACKUP_DAYS", 2, "number of days"),
        )

    @property
    def posts(self) -> Path:
        """Folder of the embedded post store."""
        return self.data / "posts"

    @property
    def records(self) -> Path:
        """File of the embedded records store."""
        return self.data / "records.sqlite3"

    @property
    def keys(self) -> Path:
        """Folder of the monthly pseudonym keys, readable by the owner only."""
        return self.data / "keys"

    @property
    def erasures(self) -> Path:
        """List of what was erased, which must outlive both stores and every backup of them."""
        return self.erasures_file or self.data / "erasures.txt"

    @property
    def temporary(self) -> Path:
        """Private folder for the engine's temporary files, wiped at start."""
        return self.data / "tmp"


def _url(env: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    value = env.get(name, "")
    if value and value.split("://", 1)[0] not in schemes:
        raise SettingError(
            f"{name} does not start with {schemes[0]}://.", do=f"Give an address such as {schemes[0]}://host/name."
        )
    return value


def _yes(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "no").strip().lower() or "no"
    if value not in ("yes", "no"):
        raise SettingError(f"{name} is neither yes nor no.", do="Write yes or no.")
    return value == "yes"


def _directory(env: Mapping[str, str]) -> str:
    """The issuer, by https unless on this machine: whoever stands between could let anybody in."""
    url = _url(env, "CIVICBEAT_DIRECTORY_URL", ("https", "http"))
    if url.startswith("http:") and not url.startswith("http://127.0.0.1"):
        raise SettingError("CIVICBEAT_DIRECTORY_URL is not encrypted.", do="Give an address that starts with https://.")
    if url and not (env.get("CIVICBEAT_DIRECTORY_CLIENT") and env.get("CIVICBEAT_DIRECTORY_SECRET")):
        raise SettingError(
            "CIVICBEAT_DIRECTORY_URL is given without the client's id and secret.",
            do="Give CIVICBEAT_DIRECTORY_CLIENT and CIVICBEAT_DIRECTORY_SECRET too.",
        )
    return url


def _whole(env: Mapping[str, str], name: str, default: int, what: str) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or int(text) < 1:
        raise SettingError(f"{name} is not a whole number of at least 1.", do=f"Set it to the {what}.")
    return int(text)
