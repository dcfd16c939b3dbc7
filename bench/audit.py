"""The audit log: entries a second, one after another, on each records store, and how fast the chain is proved.

Each store is measured in a process of its own, as Django is set up for one. The PostgreSQL is the one of
``CIVICBEAT_BENCH_POSTGRESQL``, an empty database; without it SQLite is measured alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from bench.table import Table

ROUNDS, ENTRIES = 5, 1_000
_MEASURE = f"""
import statistics, time, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from civicbeat.governance.audit import chain
from civicbeat.records.scope import Scope
scope = Scope(agency="water", person="lan", purpose="Where does it flood?")
rates = []
for _ in range({ROUNDS}):
    start = time.perf_counter()
    for _ in range({ENTRIES}):
        chain.record(scope, "look", "topic 1", query="flooding", shown=3)
    rates.append({ENTRIES} / (time.perf_counter() - start))
start = time.perf_counter()
proof = chain.verify()
assert proof.holds
print(statistics.median(rates), proof.entries / (time.perf_counter() - start))
"""


def run(_options):
    stores = [("SQLite (WAL)", "")]
    if url := os.environ.get("CIVICBEAT_BENCH_POSTGRESQL", ""):
        stores.append(("PostgreSQL", url))
    rows = [(name, *(f"{float(rate):,.0f}" for rate in _measured(url)), "1,000 recorded") for name, url in stores]
    note = f"median of {ROUNDS} rounds of {ENTRIES:,} entries, each on disk before the next begins; one client"
    return [Table("Audit log", ("records store", "recorded/s", "verified/s", "reach"), tuple(rows), note, ("django",))]


def _measured(url):
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {
            "CIVICBEAT_DATA": folder,
            "CIVICBEAT_RECORDS_URL": url,
            "DJANGO_SETTINGS_MODULE": "civicbeat.config.settings",
        }
        done = subprocess.run([sys.executable, "-c", _MEASURE], env=env, capture_output=True, text=True, check=True)
        return done.stdout.split()
