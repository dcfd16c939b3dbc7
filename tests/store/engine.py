"""ClickHouse's HTTP interface before the embedded engine, in a process of its own: ``engine.py FOLDER PORT_FILE``.

No server of the version we need can be installed where the tests run. The engine, its settings, formats and faults are
ClickHouse's own; what stands here is the way to them as the server documents it: query and settings in the address,
bound values as ``param_…`` there or in a form, LZ4 both ways, ``X-ClickHouse-*`` headers, codes of faults, a password.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
import sys
import tempfile
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import chdb
import lz4.frame

USER, PASSWORD = "civicbeat", "một mật khẩu"
_OF_THE_TRANSPORT = (
    "query",
    "database",
    "session_id",
    "query_id",
    "compress",
    "decompress",
    "wait_end_of_query",
    "client_protocol_version",
    "send_progress_in_http_headers",
    "http_headers_progress_interval_ms",
    "enable_http_compression",
    "role",
)
_FORMAT = re.compile(rb"\bFORMAT\s+(\w+)\s*;?\s*$", re.IGNORECASE)
_INSERT = re.compile(rb"(INSERT INTO .*?) FORMAT (\w+)\n", re.DOTALL)
_CODE = re.compile(r"Code: (\d+)\.")


class Server(ThreadingHTTPServer):
    """Answers with what the engine over ``folder`` says."""

    daemon_threads = True

    def __init__(self, folder: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder
        self.kept = chdb.connect(folder)  # the engine lives as long as one connection does


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        sent = self._body()
        known = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if not hmac.compare_digest(self.headers.get("Authorization", ""), known):
            self._answer(
                403, b"Code: 516. DB::Exception: Authentication failed", {"X-ClickHouse-Exception-Code": "516"}
            )
            return
        asked = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        if self.headers.get_content_type() == "multipart/form-data":
            asked |= _form(self.headers["Content-Type"], sent)
            sent = b""
        try:
            body, kind, rows = self._asked(asked, sent)
        except RuntimeError as error:
            self._fault(500, str(error))
            return
        told = {"X-ClickHouse-Summary": json.dumps(rows), "X-ClickHouse-Timezone": "UTC"}
        if kind:
            told["X-ClickHouse-Format"] = kind
        if asked.get("enable_http_compression") == "1" and "lz4" in self.headers.get("Accept-Encoding", ""):
            body, told["Content-Encoding"] = lz4.frame.compress(body), "lz4"
        self._answer(200, body, told)

    def _asked(self, asked: dict[str, str], sent: bytes) -> tuple[bytes, str, dict[str, str]]:
        """The answer, its format ("" where a statement has no answer) and what was read."""
        sql = b"\n".join(part for part in (asked.get("query", "").encode(), sent) if part)
        bound = {name.removeprefix("param_"): value for name, value in asked.items() if name.startswith("param_")}
        connection = chdb.connect(self.server.folder)
        try:
            if "database" in asked:
                connection.query(f"USE `{asked['database']}`")
            for name, value in asked.items():
                if name not in _OF_THE_TRANSPORT and not name.startswith("param_"):
                    text = value.replace("\\", "\\\\").replace("'", "\\'")
                    connection.query(f"SET {name} = '{text}'")
            insert = _INSERT.match(sql)
            if insert and insert.end() < len(sql):
                return self._inserted(connection, insert, sql[insert.end() :])
            named = _FORMAT.search(sql)
            kind = named.group(1).decode() if named else "TabSeparatedWithNames"
            done = connection.query(sql.decode(), kind, params=bound or None)
            body = done.bytes() or b""
            rows = {"read_rows": str(done.rows_read()), "written_rows": "0"}
            if named:
                return body, kind, rows
            return body.partition(b"\n")[2], "TabSeparated" if body else "", rows
        finally:
            connection.close()

    def _inserted(
        self, connection: chdb.Connection, insert: re.Match[bytes], rows: bytes
    ) -> tuple[bytes, str, dict[str, str]]:
        into, kind = (part.decode() for part in insert.groups())
        with tempfile.NamedTemporaryFile() as file:
            file.write(rows)
            file.flush()
            done = connection.query(f"{into} FROM INFILE '{file.name}' FORMAT {kind}")
        return b"", "", {"written_rows": str(done.rows_read())}

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            sent = b"".join(parts)
        else:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        return lz4.frame.decompress(sent) if self.headers.get("Content-Encoding") == "lz4" else sent

    def _fault(self, status: int, said: str) -> None:
        [code] = _CODE.findall(said)[:1] or ["1"]
        self._answer(status, said.encode(), {"X-ClickHouse-Exception-Code": code})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: statements may quote what people wrote."""


def _form(kind: str, sent: bytes) -> dict[str, str]:
    parts = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + sent, policy=policy.HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True).decode()
        for part in parts.iter_parts()
    }


if __name__ == "__main__":
    server = Server(sys.argv[1])
    Path(sys.argv[2]).write_text(str(server.server_port), encoding="ascii")
    server.serve_forever()
