"""The command ``civicbeat``."""

from __future__ import annotations

import os
import sys

import django

from civicbeat.records.errors import CivicbeatError


def main() -> None:
    """Loads the settings and runs the command that was typed; our own errors are shown as two lines, not as a trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicbeat.config.settings")
    try:
        django.setup()
        from civicbeat.cli.commands import app  # noqa: PLC0415  # Django's models can be imported only after set-up

        app()
    except CivicbeatError as error:
        sys.stderr.write(f"civicbeat: {error.what}\n")
        if error.do:
            sys.stderr.write(f"  → {error.do}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
