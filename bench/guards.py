"""What scope, audit and default deny add to a page of the console: with and without them, in turns, in one process."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from unittest.mock import patch

from bench.table import Table, percentile

ROUNDS = 60
GUARDS = (
    "civicbeat.governance.accounts.resting.Resting",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "civicbeat.governance.accounts.tokens.ByToken",
    "civicbeat.config.pace.Pace",
    "civicbeat.governance.accounts.deny.DefaultDeny",
)
"""The middleware that decides who may come where."""
PAGES = ("/topics", "/topics/1", "/panel/volume?topic=1&span=7d", "/posts?topic=1&span=7d")


def run(options: argparse.Namespace) -> list[Table]:
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        return [_table(Path(folder), options.posts)]


def _table(folder: Path, wanted: int) -> Table:
    import os  # noqa: PLC0415  # the settings are read when Django is set up

    os.environ["CIVICBEAT_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicbeat.config.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client, override_settings  # noqa: PLC0415

    from civicbeat.listen.beat import Beat  # noqa: PLC0415
    from civicbeat.records.installation import Installation  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    with Beat.open(Installation.from_environment()) as beat, patch("civicbeat.config.pace.BY_PEOPLE", 10**9):
        posts, person = _filled(beat, wanted)
        guarded, bare = (Client(headers={"host": "localhost"}) for _ in range(2))
        for client in (guarded, bare):
            client.force_login(person)
        without = [name for name in settings.MIDDLEWARE if name not in GUARDS]
        with override_settings(MIDDLEWARE=without):
            bare.get("/topics")  # a client reads the settings at its first request

        def unguarded(address: str) -> float:
            with _unlogged():
                return _took(bare, address)

        rows = [_row(address, lambda page: _took(guarded, page), unguarded) for address in PAGES]
    note = (
        f"Server time of {ROUNDS} requests each, in turns, SQLite, {posts:,} posts; without: no middleware that "
        "decides who may come where, no entry in the log, no linter of queries. Reach: 10 ms."
    )
    return Table(
        "what scope and audit add", ("page", "with ms", "without ms", "added ms", "p95 with"), tuple(rows), note
    )


def _unlogged():
    from contextlib import ExitStack  # noqa: PLC0415

    stack = ExitStack()
    stack.enter_context(patch("civicbeat.governance.audit.chain.record"))
    stack.enter_context(patch("civicbeat.web.subject.check"))
    return stack


def _row(address: str, guarded: Callable[[str], float], bare: Callable[[str], float]) -> tuple[object, ...]:
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(ROUNDS + 5):
        for guards in (True, False):
            took = (guarded if guards else bare)(address)
            if number >= 5:  # the first fill what is remembered
                times[guards].append(took)
    paired = median(one - other for one, other in zip(times[True], times[False], strict=True))
    return (
        address,
        round(median(times[True]), 1),
        round(median(times[False]), 1),
        round(paired, 1),
        round(percentile(times[True], 95), 1),
    )


def _took(client, address: str) -> float:
    began = perf_counter()
    answer = client.get(address, headers={"hx-request": "true"})
    took = 1000 * (perf_counter() - began)
    assert answer.status_code == 200, (address, answer.status_code)
    return took


def _filled(beat, wanted: int):
    from datetime import timedelta  # noqa: PLC0415

    from bench.generated import batches  # noqa: PLC0415
    from civicbeat.governance.accounts.models import Account, Agency  # noqa: PLC0415
    from civicbeat.governance.topics.models import Topic  # noqa: PLC0415
    from civicbeat.records.period import today  # noqa: PLC0415

    agency = Agency.objects.create(short_name="sample", name_vi="Thành phố mẫu", name_en="Sample city")
    owner = Account.objects.create(username="an", agency=agency, display_name="Lê Minh An")
    Topic.objects.create(
        agency=agency,
        owner=owner,
        name="Ngập",
        query="ngập",
        purpose="Điều máy bơm sớm hơn.",
        legal_basis="Quyết định mẫu 12",
        ends_on=today() + timedelta(days=90),
    )
    return sum(beat.store.write(batch, token=str(n)).new for n, batch in enumerate(batches(wanted))), owner
