"""Small answers of TikTok's Research API, invented."""

from tests.sources.exported import lines


def video(number=1, **other):
    return {
        "id": 7300000000000000000 + number,
        "create_time": 1740877260 + number,
        "username": f"nguoi_{number % 5}",
        "region_code": "VN",
        "video_description": f"Hẻm {number} lại ngập sau mưa",
        "like_count": 12,
        "comment_count": 3,
        "share_count": 1,
        "view_count": 900,
        "hashtag_names": ["ngap"],
        "voice_to_text": "nước lên nhanh quá",
        **other,
    }


def comment(**other):
    return {
        "id": 88,
        "video_id": 731,
        "text": "Chỗ tôi cũng vậy",
        "like_count": 4,
        "reply_count": 2,
        "parent_comment_id": 731,
        "create_time": 1740877300,
        **other,
    }


def answer(**data):
    return {"data": {**data, "cursor": 100, "has_more": True, "search_id": "7"}, "error": {"code": "ok"}}


def sample(count=60):
    return lines(*(video(n) for n in range(1, count + 1)), video(99, video_description="", voice_to_text=""))
