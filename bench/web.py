"""The console on the sample city: server time and weight of every page, with all the parts it fetches."""

from __future__ import annotations

import argparse
import gzip
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from bench.table import Table, percentile

TIMES = 15
PAGES = ("/", "/search?q=ngap&span=30d", "/topics", "/topics/1?span=30d", "/sources", "/guide")


def run(options: argparse.Namespace) -> list[Table]:
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        return list(_tables(Path(folder)))


def _tables(folder: Path) -> Iterator[Table]:
    import os  # noqa: PLC0415  # the settings are read when Django is set up

    os.environ["CIVICBEAT_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicbeat.config.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    client, posts = _city()
    rows = [_page(client, address) for address in PAGES]
    columns = ("page", "requests", "median ms", "p95 ms", "slowest part, median ms", "HTML kB", "with its files kB")
    note = (
        "Server time of the page itself, in process, without the network; parts are fetched beside each other. Sizes "
        "are compressed; the reach is 150 ms and 400 kB."
    )
    yield Table(f"console over the sample city ({posts:,} posts)", columns, tuple(rows), note, ("django", "chdb"))


def _city():
    from datetime import UTC, date, datetime, timedelta  # noqa: PLC0415

    from django.test import Client  # noqa: PLC0415

    from civicbeat.governance.accounts.models import Account, Agency  # noqa: PLC0415
    from civicbeat.governance.topics.models import Topic  # noqa: PLC0415
    from civicbeat.listen.beat import Beat  # noqa: PLC0415
    from civicbeat.listen.collect import read  # noqa: PLC0415
    from civicbeat.listen.follow import follow_sample_city  # noqa: PLC0415
    from civicbeat.listen.models import FollowedSource  # noqa: PLC0415
    from civicbeat.records.installation import Installation  # noqa: PLC0415

    beat = Beat.open(replace(Installation.from_environment(), workers=2))
    beat.workers.start()
    follow_sample_city(datetime.now(UTC))
    for source in FollowedSource.objects.all():
        read(beat, source.pk)
    beat.store.roll_up()
    agency = Agency.objects.create(short_name="bench", name_vi="Thử", name_en="Bench")
    person = Account.objects.create(username="bench", agency=agency, display_name="Bench")
    Topic.objects.create(
        agency=agency,
        owner=person,
        name="Ngập",
        query="theme:flooding",
        purpose="bench",
        legal_basis="bench",
        ends_on=date.today() + timedelta(days=30),  # noqa: DTZ011
    )
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person)
    return client, beat.store.pulse().posts


def _page(client, address: str) -> tuple[object, ...]:
    text = client.get(address).content.decode()
    parts = [part.replace("&amp;", "&") for part in re.findall(r'hx-get="([^"]+)"[^>]*hx-trigger="[^"]*load', text)]
    page = [_milliseconds(client, address) for _ in range(TIMES)]
    slowest = max((percentile([_milliseconds(client, part) for _ in range(5)], 50) for part in parts), default=0.0)
    html = sum(len(gzip.compress(client.get(part).content)) for part in (address, *parts))
    name = re.sub(r"\?.*", "", address)
    files = _files(text)
    return (
        name,
        1 + len(parts),
        percentile(page, 50),
        percentile(page, 95),
        slowest,
        html / 1000,
        (html + files) / 1000,
    )


def _milliseconds(client, address: str) -> float:
    start = perf_counter()
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return 1000 * (perf_counter() - start)


def _files(text: str) -> int:
    """Compressed bytes of the page's styles and scripts, and of Vega where there is a chart."""
    from django.conf import settings  # noqa: PLC0415

    from civicbeat.web.views.assets import bundle  # noqa: PLC0415

    linked = re.findall(r'(?:href|src)="/static/([^"]+)"', text)
    static = sum(len(gzip.compress((Path(settings.STATIC_ROOT) / name).read_bytes())) for name in linked)
    charts = ("/panel/volume", "/panel/brush")
    return static + (len(bundle()) if any(chart in text for chart in charts) else 0)
