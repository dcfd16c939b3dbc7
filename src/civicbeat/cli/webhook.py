"""``civicbeat webhook``: opens a door for what a partner delivers, and says all that a partner must know."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated

import typer
from django.urls import reverse

from civicbeat.cli import ready
from civicbeat.cli.screen import out, print_json
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right
from civicbeat.listen.deliveries import open_webhook
from civicbeat.sources import keys
from civicbeat.sources.webhook.signature import new_secret
from civicbeat.sources.webhook.source import key_name


@needs(Right.SOURCES)
def webhook(
    name: Annotated[str, typer.Argument(help="Its name, for example gop-y: part of the address.")],
    *,
    title: Annotated[str, typer.Option(help="Who delivers.")] = "",
    institution: Annotated[
        bool, typer.Option("--institution", help="An institution speaks there in its official capacity.")
    ] = False,
    host: Annotated[str, typer.Option(help="The console's public address.")] = "http://127.0.0.1:8000",
    secret: Annotated[bool, typer.Option("--new-secret", help="Make a secret though there is one.")] = False,
    sender: Annotated[bool, typer.Option("--sender", help="Print only a sender in Python for the partner.")] = False,
    json: Annotated[bool, typer.Option(help="One line of JSON for a script.")] = False,
) -> None:
    """Opens a webhook, and shows its address and a new secret. The secret is shown once and kept nowhere by this."""
    if sender:
        typer.echo(files("civicbeat.sources.webhook").joinpath("sender.py").read_text("utf-8"), nl=False)
        return
    ready.records()
    followed = open_webhook(name, title=title, institutional=institution)
    key = key_name(followed.name)
    has_one = keys.has_key(key)
    told = {
        "source": followed.name,
        "address": host.rstrip("/") + reverse("web:intake", args=[followed.name]),
        "schema": host.rstrip("/") + reverse("web:intake-schema"),
        "key": keys.variable(key),
        "key_is_set": has_one,
        "secret": new_secret() if secret or not has_one else "",
    }
    print_json(told) if json else _show(told)


def _show(told: dict[str, object]) -> None:
    def say(text: str = "") -> None:
        out.print(text, highlight=False, markup=False, soft_wrap=True)

    say(f"{told['source']} is open. It takes POST at {told['address']}; the form of a body is at {told['schema']}.")
    if not told["secret"]:
        say(f"Its secret is set as {told['key']}. To change it, run this with --new-secret.")
        return
    say(f"\n  {told['secret']}\n")
    say("Give this secret to the partner, safely; it is shown only now. Where civicbeat runs, set it as")
    say(f"{told['key']}, or name it in CIVICBEAT_KEYS_FILE.")
    if told["key_is_set"]:
        say("Until the partner signs with the new one, put both there, old and new, parted by a space.")
    say("\nTo try it:\n")
    say(f"  civicbeat webhook {told['source']} --sender > sender.py")
    say(f"  WEBHOOK_SECRET=… python sender.py {told['address']} posts.json")
