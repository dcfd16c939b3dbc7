"""A small file of items as Zeeschuimer writes them."""

from tests.sources.exported import lines


def noted(platform, data, number=1):
    return {
        "nav_index": "1:2:0",
        "item_id": str(number),
        "timestamp_collected": 1740877260000,
        "source_platform": platform,
        "source_platform_url": f"https://www.{platform}/",
        "source_url": f"https://www.{platform}/api",
        "user_agent": "Mozilla/5.0",
        "data": data,
        "id": number,
    }


def video(number=1, **other):
    return {
        "id": f"73{number}",
        "desc": f"Hẻm {number} lại ngập sau mưa #ngập",
        "createTime": 1740877260 + number,
        "author": {"uniqueId": f"nguoi_{number % 5}", "nickname": "Người", "id": "9"},
        "stats": {"diggCount": 12, "commentCount": 3, "shareCount": 1, "playCount": 900},
        **other,
    }


def comment(**other):
    return {
        "cid": "88",
        "aweme_id": "731",
        "reply_id": "0",
        "text": "Chỗ tôi cũng vậy",
        "create_time": 1740877300,
        "user": {"unique_id": "binh_minh"},
        "digg_count": 4,
        "reply_comment_total": 2,
        **other,
    }


def picture(**other):
    return {
        "code": "DAb1",
        "caption": {"text": "Nước ngập tới gối"},
        "taken_at": 1740877260,
        "user": {"username": "an_nhien"},
        "like_count": 5,
        "comment_count": 1,
        "media_type": 1,
        **other,
    }


def tweet(**other):
    return {
        "rest_id": "190",
        "core": {"user_results": {"result": {"legacy": {"screen_name": "an_nhien"}}}},
        "views": {"count": "77"},
        "legacy": {
            "full_text": "Ngập rồi",
            "created_at": "Sun Mar 02 01:01:00 +0000 2025",
            "conversation_id_str": "190",
            "favorite_count": 3,
            "reply_count": 2,
            "retweet_count": 1,
            "lang": "vi",
            **other,
        },
    }


def sample(count=60):
    items = [noted("tiktok.com", video(n), n) for n in range(1, count + 1)]
    return lines(*items, noted("linkedin.com", {"id": "1", "text": "Ngập"}, count + 1))
