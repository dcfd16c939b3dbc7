"""Small web archives, as crawlers write them."""

import gzip

CAPTURED = "2025-04-01T00:00:00Z"


def html(number=1, published="2025-03-02T08:01:00+07:00", extra=""):
    date = f'<meta property="article:published_time" content="{published}">' if published else ""
    words = f"Đường số {number} lại ngập sau cơn mưa chiều qua, đi lại rất khó khăn cho người dân quanh chợ. "
    body = "".join(f"<p>{words}{part}</p>" for part in range(3))
    return (
        f'<html lang="vi"><head><title>Ngập ở đường số {number}</title>{date}{extra}</head>'
        f"<body><article>{body}</article></body></html>"
    ).encode()


def record(kind, block, **headers):
    named = {"WARC-Type": kind, "WARC-Date": CAPTURED, "WARC-Record-ID": "<urn:uuid:1>", **headers}
    given = "".join(f"{name}: {value}\r\n" for name, value in {**named, "Content-Length": len(block)}.items())
    return f"WARC/1.0\r\n{given}\r\n".encode() + block + b"\r\n\r\n"


def answer(number, body, status="200 OK", kind="text/html; charset=utf-8", **headers):
    given = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in given.items()) + "\r\n"
    return record(
        "response",
        head.encode() + body,
        **{"WARC-Target-URI": f"https://www.bao-mau.example/{number}"},
        **{"Content-Type": "application/http; msgtype=response"},
    )


def text(number, words):
    address = f"https://www.bao-mau.example/{number}"
    return record("conversion", words.encode(), **{"WARC-Target-URI": address, "Content-Type": "text/plain"})


def archive(*records, packed=False):
    """Packed, every record is packed by itself, as the format has it."""
    whole = (record("warcinfo", b"software: mau\r\n", **{"Content-Type": "application/warc-fields"}), *records)
    return b"".join(gzip.compress(one) if packed else one for one in whole)


def sample(count=45):
    pages = [answer(n, html(n)) for n in range(1, count + 1)]
    return archive(*pages, answer(99, b"<html><body></body></html>"), packed=True)
