"""Api: a documented JSON API asked over the guarded web, with its key where it wants one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from civicbeat.records.errors import FormatChanged
from civicbeat.sources import keys
from civicbeat.sources.reading import items, value
from civicbeat.sources.shape import skeleton
from civicbeat.sources.web import Web


@dataclass(frozen=True, slots=True)
class Api:
    """Asks ``base`` for JSON objects. The key is read anew for each question and kept nowhere.

    Attributes:
        base: address in front of every path, for example ``https://api.example/v2``.
        web: how addresses are asked; mostly with ``robots=False``, since an API has its own terms.
        key: name of the key, as ``keys.key`` takes it; empty where none is wanted.
        header: the header that carries the key.
        scheme: what stands before the key there, for example ``Bearer``; empty for nothing.
    """

    base: str
    web: Web = field(default_factory=lambda: Web(robots=False))
    key: str = ""
    header: str = "Authorization"
    scheme: str = "Bearer"

    def get(self, path: str, query: Mapping[str, object] | None = None) -> dict[str, Any]:
        """The object at ``path``; parts of ``query`` that are empty or ``None`` are left out.

        Raises:
            SettingError: the key is missing.
            SourceError: the host did not deliver.
            FormatChanged: the answer is not a JSON object; a sample of its shape comes along.
        """
        given = {name: part for name, part in (query or {}).items() if part not in ("", None)}
        address = f"{self.base.rstrip('/')}/{path.lstrip('/')}"
        return self.object(f"{address}?{urlencode(given)}" if given else address)

    def object(self, address: str) -> dict[str, Any]:
        """The object at a whole ``address``, for example the next page that an answer names; see ``get``.

        The caller makes sure that ``address`` belongs to the API: the key goes with it.
        """
        found = self.web.get(address, headers=self._secret())
        try:
            told = json.loads(found.body)
        except (ValueError, RecursionError) as error:
            raise FormatChanged("The answer is not JSON.", do="Check that the API has not moved.") from error
        if not isinstance(told, dict):
            raise FormatChanged(
                "The answer is no object.", do="Compare it with the API's documents.", sample=skeleton(told)
            )
        return told

    def _secret(self) -> dict[str, str]:
        if not self.key:
            return {}
        return {self.header: f"{self.scheme} {keys.key(self.key)}".strip()}


def listed(told: Mapping[str, Any], path: str) -> list[Mapping[str, Any]]:
    """The mappings in the list at ``path`` of an answer.

    Raises:
        FormatChanged: no list stands there; a sample of the answer's shape comes along.
    """
    if not isinstance(value(told, path), list):
        raise FormatChanged(
            "The answer lacks its list.", do="Compare it with the API's documents.", sample=skeleton(told)
        )
    return items(told, path)
