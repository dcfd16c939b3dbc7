"""Verifies an audit log: python verify_audit.py audit-heads.json log.jsonl (needs Python and cryptography only)."""

import json
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def signed(public: str, signature: str, text: str) -> bool:
    """Whether the signature of a text is that of a key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def verify(published: dict[str, Any], lines: list[str]) -> str:
    """What is wrong first, in one sentence; empty where all holds."""
    keys: dict[str, str] = {}
    for key in published["keys"]:
        text = f"civicbeat audit key\n{key['public']}"
        if keys and not signed(keys.get(key["vouched_by"], ""), key["voucher"], text):
            return f"Key {key['id']} is not signed by the one before."
        keys[key["id"]] = key["public"]
    heads: dict[int, str] = {}
    for head in published["heads"]:
        text = f"civicbeat audit head\n{head['day']}\n{head['number']}\n{head['digest']}"
        if not signed(keys.get(head["key"], ""), head["signature"], text):
            return f"The head of {head['day']} is not signed by its key."
        heads[head["number"]] = head["digest"]
    before, number = "0" * 64, 0
    for line in lines:
        number, entry = number + 1, json.loads(line)
        if "body" in entry:
            digest = blake2b(f"{before}\n{entry['body']}".encode(), digest_size=32).hexdigest()
            if digest != entry["digest"] or json.loads(entry["body"])["number"] != number:
                return f"Entry {number} was changed, removed or moved."
        before = entry["digest"]
        if heads.pop(number, before) != before:
            return f"Entry {number} is not the one whose head was signed: the log was written anew."
    missing = max((each for each in heads if each), default=0)
    return f"The log ends at {number}; a signed head says {missing}." if missing > number else ""


if __name__ == "__main__":
    heads_file, log_file = map(Path, sys.argv[1:3])
    lines = log_file.read_text("utf-8").splitlines()
    wrong = verify(json.loads(heads_file.read_text("utf-8")), lines)
    withheld = sum('"body"' not in line for line in lines)
    sys.stdout.write(
        f"{wrong or f'{len(lines)} entries fit, {withheld} of them withheld; every signed head is met.'}\n"
    )
    sys.exit(bool(wrong))
