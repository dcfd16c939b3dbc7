"""``civicbeat account``, ``reset-factor`` and ``token``: let a person, or a person's program, in."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from civicbeat.cli import acting, ready
from civicbeat.cli.screen import out
from civicbeat.governance.accounts import people, tokens
from civicbeat.governance.accounts.models import Account, Agency
from civicbeat.governance.accounts.needs import needs
from civicbeat.governance.accounts.rights import Right, Role
from civicbeat.governance.audit import chain
from civicbeat.governance.audit.reasons import stated
from civicbeat.records.errors import InputError, NotAllowed
from civicbeat.records.period import today

REASON = "Letting people in (command line)"


@needs(Right.PEOPLE)
def account(
    username: Annotated[str, typer.Argument(help="The name to sign in with.")],
    *,
    agency: Annotated[str, typer.Option(help="Short name of the agency; made if it does not exist.")],
    part_of: Annotated[str, typer.Option(help="Short name of the agency that a new one is part of.")] = "",
    name: Annotated[str, typer.Option(help="The person's name as colleagues know it.")] = "",
    role: Annotated[Role, typer.Option(help="What the person is there to do.")] = Role.ANALYST,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Makes an account, or gives an existing one a new password."""
    ready.records()
    by = acting.person()
    body = _agency(agency, part_of, by)
    known = Account.objects.select_related("agency").filter(username=username).first()
    person = known or Account(username=username, agency=body, display_name=name or username, role=role)
    if by and (by.pk == person.pk or not {body.pk, person.agency.pk} <= people.within_reach(by)):
        raise NotAllowed("This account is not one you may change.", do="Ask an operator of its agency.")
    people.check_password(password, person)
    person.set_password(password)
    person.save()
    chain.record(ready.scope(REASON), "account", username, role=person.role, made=known is None)
    said = "changed" if known else "added"
    out.print(f"{username} ({person.get_role_display()}, {person.agency.short_name}) {said}.")


@needs(Right.PEOPLE)
def reset_factor(
    username: Annotated[str, typer.Argument(help="Who lost their second factor; make sure that it is they who ask.")],
    *,
    reason: Annotated[str, typer.Option(help="Why; it stands in the audit log.")],
) -> None:
    """Takes away every second factor of an account and ends its sessions; its role may ask for another at once."""
    ready.records()
    person, by = Account.objects.select_related("agency").filter(username=username).first(), acting.person()
    if person is None:
        raise InputError(f"There is no account {username}.", do="Give the name somebody signs in with.")
    if by is not None:
        people.reset_second_factor(by, person, reason)
    else:
        people.take_second_factors(ready.scope(stated(reason)), person)
    out.print(f"{username} signs in by the password alone and sets up another second factor.")


@needs(Right.PEOPLE)
def token(
    username: Annotated[str, typer.Argument(help="Whose program it is.")],
    *,
    name: Annotated[str, typer.Option(help="What it is for.")],
    right: Annotated[list[Right] | None, typer.Option(help="What it may do; look where none is given.")] = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long it opens the API.")] = 90,
) -> None:
    """Makes a token by which a program asks the API, and shows it once."""
    ready.records()
    person = Account.objects.select_related("agency").filter(username=username, is_active=True).first()
    by = acting.person()
    if person is None or (by and person.agency.pk not in people.within_reach(by)):
        raise InputError(f"There is no account {username}.", do="Make it first, with civicbeat account.")
    _made, secret = tokens.make(person, name, right or [Right.LOOK], today() + timedelta(days=days))
    out.print(secret, highlight=False, soft_wrap=True)


def _agency(short_name: str, part_of: str, by: Account | None) -> Agency:
    """The agency of that name; a new one, by an account, stands below its own."""
    above = Agency.objects.filter(short_name=part_of).first() if part_of else by.agency if by else None
    if part_of and above is None:
        raise InputError(f"There is no agency {part_of}.", do="Make it first.")
    body, _ = Agency.objects.get_or_create(
        short_name=short_name, defaults={"name_vi": short_name, "name_en": short_name, "parent": above}
    )
    return body
