"""The public register with a thousand topics: server time and weight of each part, for people and for programs."""

from __future__ import annotations

import argparse
import gzip
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from bench.table import Table, percentile

TIMES = 15
TOPICS, SOURCES = 1_000, 50


def run(options: argparse.Namespace) -> list[Table]:
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        return list(_tables(Path(folder), options.posts))


def _tables(folder: Path, wanted: int) -> Iterator[Table]:
    import os  # noqa: PLC0415  # the settings are read when Django is set up

    os.environ["CIVICBEAT_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicbeat.config.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from civicbeat.listen.beat import Beat  # noqa: PLC0415
    from civicbeat.portal.register.all import PARTS  # noqa: PLC0415
    from civicbeat.records.installation import Installation  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    with Beat.open(Installation.from_environment()) as beat:
        posts, texts = _filled(beat, wanted)
        client = Client(headers={"host": "localhost"})
        client.get("/sign-in")  # what every first page of a process waits for is not the register's
        pages = ["/register", "/register.json", "/register/feed.atom"]
        pages += [f"/register/{part.slug}{form}" for part in PARTS for form in ("", ".json", ".csv")]
        pages.append("/register/topics?find=duong+so+77")
        rows = [_page(client, address) for address in pages]
        found = list(_finding(beat, texts))
    columns = ("page", "first ms", "median ms", "p95 ms", "kB packed")
    note = (
        f"Server time, in process; the first asks the post store ({posts:,} posts), which is remembered for ten "
        "minutes. The reach is a second."
    )
    title = f"public register: {TOPICS:,} topics, {SOURCES} sources, {len(rows)} addresses"
    yield Table(title, columns, tuple(rows), note, ("django", "chdb"))
    yield Table(
        f"finding one's own post among {posts:,}",
        ("by", "median ms", "p95 ms"),
        tuple(found),
        f"{SOURCES} sources; every text is a post's, no address is any's.",
        ("chdb",),
    )


def _finding(beat, texts: list[str]) -> Iterator[tuple[object, ...]]:
    from civicbeat.listen import subjects  # noqa: PLC0415

    ways = {
        "exactly its words": texts,
        "its address": [f"https://forum.example/t/{n}" for n in range(TIMES)],
    }
    for way, given in ways.items():
        times = []
        for what in given:
            began = perf_counter()
            found = subjects.find(beat, what)
            times.append(1000 * (perf_counter() - began))
            assert bool(found) == (way == "exactly its words"), what
        yield way, round(percentile(times, 50)), round(percentile(times, 95))


def _filled(beat, wanted: int) -> tuple[int, list[str]]:
    from datetime import timedelta  # noqa: PLC0415

    from bench.generated import batches  # noqa: PLC0415
    from civicbeat.governance.accounts.models import Account, Agency  # noqa: PLC0415
    from civicbeat.governance.requests import rules  # noqa: PLC0415
    from civicbeat.governance.topics.models import Topic  # noqa: PLC0415
    from civicbeat.listen.models import FollowedSource  # noqa: PLC0415
    from civicbeat.records.period import today  # noqa: PLC0415

    agency = Agency.objects.create(short_name="sample", name_vi="Thành phố mẫu", name_en="Sample city")
    owner = Account.objects.create(username="an", agency=agency, display_name="Lê Minh An")
    Topic.objects.bulk_create(
        Topic(
            agency=agency,
            owner=owner,
            name=f"Đường số {n}",
            query=f'ngập AND "đường số {n}"',
            purpose="Điều máy bơm và cảnh báo sớm hơn ở những đoạn đường hay ngập.",
            legal_basis=f"Quyết định mẫu {n}/QĐ-UBND",
            ends_on=today() + timedelta(days=90),
        )
        for n in range(TOPICS)
    )
    for n in range(SOURCES):
        FollowedSource.objects.create(name=f"feeds.bao-{n}", kind="feeds", title=f"Báo {n}", options={})
    rules.note(rules.in_force())
    count, texts = 0, []
    for n, batch in enumerate(batches(wanted)):
        count += beat.store.write(batch, token=str(n)).new
        texts.append(batch.column("text")[17].as_py())
    return count, texts[:TIMES]


def _page(client, address: str) -> tuple[object, ...]:
    from django.core.cache import cache  # noqa: PLC0415

    cache.clear()
    times = []
    for _ in range(TIMES + 1):
        began = perf_counter()
        answer = client.get(address)
        times.append(1000 * (perf_counter() - began))
        assert answer.status_code == 200, address
    return (
        address,
        round(times[0]),
        round(percentile(times[1:], 50)),
        round(percentile(times[1:], 95)),
        round(len(gzip.compress(answer.content)) / 1000),
    )
