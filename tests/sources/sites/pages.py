"""Sitemaps and pages as a site answers with them."""

from datetime import UTC, datetime, timedelta

NOW = datetime.now(UTC).replace(microsecond=0)


def ago(hours):
    """A moment ``hours`` before now, as W3C writes it."""
    return (NOW - timedelta(hours=hours)).isoformat()


def urlset(*entries):
    space = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    return f'<?xml version="1.0"?><urlset {space}>{"".join(entries)}</urlset>'.encode()


def entry(address, changed="", news=""):
    stamp = f"<lastmod>{changed}</lastmod>" if changed else ""
    said = (
        "<n:news><n:publication><n:name>Báo Mẫu</n:name><n:language>vi</n:language></n:publication>"
        f"<n:publication_date>{news}</n:publication_date><n:title>Tin nóng</n:title></n:news>"
    )
    return f"<url><loc>{address}</loc>{stamp}{said if news else ''}</url>"


def index(*children):
    listed = "".join(
        f"<sitemap><loc>{address}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</sitemap>"
        for address, changed in children
    )
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'.encode()


def article(number, *, published="2026-03-01T08:30:00+07:00", kind="article", more=""):
    date = f'<meta property="article:published_time" content="{published}">' if published else ""
    said = f"Nước ngập sâu gần nửa mét tại chợ số {number} sau cơn mưa lớn chiều qua, nhiều xe chết máy giữa đường."
    return (
        f'<html lang="vi"><head><title>Ngập {number}</title><meta property="og:title" content="Ngập {number}">'
        f'<meta property="og:site_name" content="Báo Mẫu"><meta property="og:type" content="{kind}">{date}</head><body>'
        f"<nav><a href='/'>Trang chủ</a></nav><article><h1>Ngập {number}</h1><p>{said}</p><p>Lần thứ hai. {said}</p>"
        f"<p>{more or 'Người dân đề nghị thành phố sớm sửa cống thoát nước.'}</p></article></body></html>"
    ).encode()
