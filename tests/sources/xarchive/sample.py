"""Small invented files of X: an account's archive, and what twarc writes."""

import json

from tests.sources.exported import lines


def own(number=1, **other):
    return {
        "tweet": {
            "id_str": f"19{number}",
            "id": f"19{number}",
            "full_text": f"Hẻm {number} đã hết ngập",
            "created_at": f"Sun Mar 02 01:{number % 60:02}:00 +0000 2025",
            "favorite_count": "3",
            "retweet_count": "1",
            "lang": "vi",
            **other,
        }
    }


def archive(*tweets, part="tweets.part0"):
    return f"window.YTD.{part} = " + json.dumps(list(tweets), ensure_ascii=False, indent=2)


def newer(number=1, **other):
    return {
        "id": f"20{number}",
        "text": "Ngập rồi",
        "created_at": "2025-03-02T01:01:00.000Z",
        "author_id": "9",
        "conversation_id": f"20{number}",
        "lang": "vi",
        "public_metrics": {"like_count": 3, "reply_count": 2, "retweet_count": 1, "quote_count": 0},
        "edit_history_tweet_ids": [f"20{number}"],
        **other,
    }


def page(*tweets):
    return {
        "data": list(tweets),
        "includes": {"users": [{"id": "9", "username": "an_nhien", "name": "An Nhiên"}]},
        "meta": {"result_count": len(tweets)},
        "__twarc": {"url": "https://api.example", "version": "2"},
    }


def older(**other):
    return {
        "id_str": "30",
        "full_text": "Ngập rồi",
        "created_at": "Sun Mar 02 01:01:00 +0000 2025",
        "user": {"screen_name": "an_nhien"},
        "favorite_count": 3,
        **other,
    }


def sample(count=60):
    return archive(*(own(n) for n in range(1, count + 1)), own(99, full_text=""))


def pages(*sizes):
    return lines(*(page(*(newer(10 * n + m) for m in range(size))) for n, size in enumerate(sizes, 1)))
