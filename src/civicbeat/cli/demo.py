"""``civicbeat demo``: the sample city in a working console."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Annotated

import typer
from django.conf import settings

from civicbeat.cli import ready
from civicbeat.cli.screen import out, reading
from civicbeat.cli.serve import run
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right, Role
from civicbeat.listen.beat import Beat
from civicbeat.listen.collect import read
from civicbeat.listen.follow import follow_sample_city
from civicbeat.listen.models import FollowedSource
from civicbeat.listen.tally import Tally

LOGIN = "demo"


@needs(Right.RUN)
def demo(
    *,
    port: Annotated[int, typer.Option(help="Port of the console.")] = 8000,
    browse: Annotated[bool, typer.Option(help="Open the console in your browser.")] = True,
) -> None:
    """Loads the sample city (invented talk, no network) and opens the console with a demo login."""
    with ready.beat() as beat:
        beat.workers.start()
        password = _person()
        _load(beat)
        note = f"Sign in as [bold]{LOGIN}[/bold] with the password [bold]{password}[/bold] — all of it is sample data."
        run(beat, "127.0.0.1", port, note=note, show=browse)


def _person() -> str:
    """The demo account; its password follows from the installation's key, so that it is the same at every start."""
    password = hmac.new(settings.SECRET_KEY.encode(), b"demo login", hashlib.sha256).hexdigest()[:12]
    agency, _ = Agency.objects.get_or_create(
        short_name="sample-city", defaults={"name_vi": "Thành phố mẫu", "name_en": "Sample city"}
    )
    person, made = Account.objects.get_or_create(
        username=LOGIN, defaults={"agency": agency, "display_name": "Demo", "role": Role.ANALYST}
    )
    if made or not person.check_password(password):
        person.set_password(password)
        person.save()
    return password


def _load(beat: Beat) -> None:
    """Follows the sample city's sources and reads what they have; a city that is there already only catches up.

    The roll-ups follow in the background, so that the first chart does not wait for them.
    """
    follow_sample_city(datetime.now(UTC).replace(second=0, microsecond=0))
    sources = FollowedSource.objects.filter(kind="samplecity")
    with reading("Sample city") as show:
        before = Tally()
        for number, followed in enumerate(sources):

            def progress(tally: Tally, number: int = number) -> None:
                share = (number + (tally.share_done or 0.0)) / len(sources)
                show(Tally(new=before.new + tally.new, repeated=before.repeated + tally.repeated, share_done=share))

            tally = read(beat, followed.pk, progress)
            if tally:
                before.new, before.repeated = before.new + tally.new, before.repeated + tally.repeated
    out.print(f"{before.new:,} posts loaded.", highlight=False)
