"""``civicbeat account``: lets a person sign in to the console."""

from __future__ import annotations

from typing import Annotated

import typer
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from civicbeat.cli import ready
from civicbeat.cli.screen import out
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right, Role
from civicbeat.records.errors import InputError


@needs(Right.PEOPLE)
def account(
    username: Annotated[str, typer.Argument(help="The name to sign in with.")],
    *,
    agency: Annotated[str, typer.Option(help="Short name of the agency; made if it does not exist.")],
    name: Annotated[str, typer.Option(help="The person's name as colleagues know it.")] = "",
    role: Annotated[Role, typer.Option(help="What the person is there to do.")] = Role.ANALYST,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Makes an account, or gives an existing one a new password."""
    ready.records()
    try:
        validate_password(password)
    except ValidationError as error:
        raise InputError("The password is too weak.", do=" ".join(error.messages)) from error
    body, _ = Agency.objects.get_or_create(short_name=agency, defaults={"name_vi": agency, "name_en": agency})
    person, made = Account.objects.get_or_create(
        username=username, defaults={"agency": body, "display_name": name or username, "role": role}
    )
    person.set_password(password)
    person.save()
    out.print(f"{person.username} ({person.get_role_display()}, {body.short_name}) {'added' if made else 'changed'}.")
