"""A small data set as 4CAT exports it."""

from tests.sources.exported import table


def row(number, **other):
    return {
        "id": f"73{number}",
        "thread_id": f"73{number}",
        "author": f"nguoi_{number % 5}",
        "timestamp": f"2025-03-{number % 28 + 1:02} 01:{number % 60:02}:00",
        "body": f"Hẻm {number} lại ngập sau mưa",
        "subject": "",
        "tiktok_url": f"https://www.tiktok.com/@nguoi_{number % 5}/video/73{number}",
        "likes": str(number),
        "author_followers": "120",
        **other,
    }


def sample(count=60):
    return table([row(n) for n in range(1, count + 1)] + [row(count + 1, body="")])
