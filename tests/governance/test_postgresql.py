"""The records store on PostgreSQL: the same migrations, and people who act at once make one audit chain there too."""

import os
import secrets
import subprocess
import sys

import psycopg
import pytest

SERVER = "postgresql://postgres@127.0.0.1:5432"
PROGRAM = """
import sys
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from civicbeat.governance.audit import chain
from civicbeat.records.scope import Scope

call_command("migrate", verbosity=0)
call_command("migrate", check_unapplied=True, verbosity=0)
scope = Scope(agency="water", person="lan", purpose="try")

def act(n):
    try:
        chain.record(scope, "look", str(n))
    finally:
        connection.close()

with ThreadPoolExecutor(8) as pool:
    list(pool.map(act, range(100)))
proof = chain.verify()
sys.exit(not (proof.holds and proof.entries == 100 and connection.vendor == "postgresql"))
"""


@pytest.fixture
def database():
    try:
        server = psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"PostgreSQL does not answer at 127.0.0.1:5432: {error}")
    name = f"civicbeat_test_{secrets.token_hex(4)}"
    with server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield f"{SERVER}/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.service
def test_records_live_on_postgresql(database, tmp_path):
    settings = {"DJANGO_SETTINGS_MODULE": "civicbeat.config.settings"}
    env = os.environ | settings | {"CIVICBEAT_RECORDS_URL": database, "CIVICBEAT_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
