"""`python -m bench`: prints every table with the machine and the versions it was measured on."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from bench.all import BENCHES
from bench.table import machine


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", help=f"which benches to run: {', '.join(BENCHES)}; all of them if none is named"
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ["CIVICBEAT_SHARED_DATA"]) if "CIVICBEAT_SHARED_DATA" in os.environ else None,
        help="folder of public data sets, laid out as docs/reference/benchmarks.md says",
    )
    parser.add_argument("--posts", type=int, default=10_000_000, help="how many generated posts the store benches load")
    parser.add_argument(
        "--work", type=Path, default=None, help="folder for what the benches write; a temporary one by default"
    )
    options = parser.parse_args()
    print(machine(), flush=True)
    for name in options.names or BENCHES:
        for table in BENCHES[name](options):
            print(f"\n{table}", flush=True)


if __name__ == "__main__":
    main()
