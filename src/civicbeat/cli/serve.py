"""``civicbeat serve``: console, collectors and enrichment in one process."""

from __future__ import annotations

import asyncio
import signal
import warnings
import webbrowser
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string
from granian.constants import Interfaces
from granian.server.embed import Server

from civicbeat.cli import ready
from civicbeat.cli.screen import err, out
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.governance.audit.keeping import Keeping
from civicbeat.listen.answering import Answerer
from civicbeat.listen.backups.hatch import Hatch
from civicbeat.listen.beat import Beat
from civicbeat.listen.collect import Collector
from civicbeat.listen.masking import Masker
from civicbeat.listen.naming import named
from civicbeat.listen.rereading import Rereader
from civicbeat.listen.shredding import Shredder


@needs(Right.RUN)
def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on; this machine only by default.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Runs the console and reads the followed sources until it is stopped (Ctrl-C)."""
    with ready.beat() as beat:
        run(beat, host, port)


def run(beat: Beat, host: str, port: int, *, note: str = "", show: bool = False) -> None:
    """Serves an open beat until an interrupt or a termination signal; pages under way are stored before it ends.

    Args:
        beat: what to serve.
        host: address to listen on.
        port: port to listen on.
        note: a line to print below the address.
        show: open the address in the person's browser.
    """
    # the methods bring SciPy: a second that only what runs them need wait for
    from civicbeat.findings.emerging import Emerging  # noqa: PLC0415
    from civicbeat.findings.events import Watch  # noqa: PLC0415
    from civicbeat.findings.forgetting import Forgetter  # noqa: PLC0415

    with err.status("Preparing the console's files"):
        call_command("collectstatic", verbosity=0, interactive=False)
    # Static files come from WhiteNoise as plain iterators, which Django reads whole under ASGI: right for small files.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
    beat.workers.start()
    beat.start(
        Collector(beat),
        Answerer(beat, beat.stopping),
        Forgetter(beat.store, beat.stopping),
        Emerging(beat.store, beat.stopping),
        Watch(beat.store, beat.stopping, named),
        Keeping(beat.stopping),
        Shredder(beat, beat.stopping),
        Rereader(beat, beat.stopping),
        Masker(beat, beat.stopping),
        Hatch(beat),
    )
    address = f"http://{host}:{port}/"
    out.print(f"\ncivicbeat is at [bold link={address}]{address}[/bold link] (Ctrl-C stops it)", highlight=False)
    if note:
        out.print(note, highlight=False)
    if show:
        webbrowser.open(address)
    asyncio.run(_serve(beat, host, port))
    err.print("Stopping: pages under way are stored.")


async def _serve(beat: Beat, host: str, port: int) -> None:
    server = Server(
        import_string(settings.ASGI_APPLICATION),
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        log_enabled=False,
    )

    def stop() -> None:
        beat.stopping.set()
        server.stop()  # type: ignore[no-untyped-call]  # granian has no annotation there

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await server.serve()
