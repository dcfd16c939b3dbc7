"""A small download of the Meta Content Library, invented after its data dictionary."""

from tests.sources.exported import table


def facebook(number=1, **other):
    return {
        "id": f"1{number}",
        "creation_time": f"2025-03-02T01:{number % 60:02}:00+00:00",
        "modified_time": "2025-03-03T01:00:00+00:00",
        "lang": "vi",
        "text": f"Hẻm {number} lại ngập sau mưa",
        "content_type": "photos",
        "mcl_url": f"https://www.facebook.com/transparency-tools/content-library/posts/?id=1{number}",
        "post_owner.id": "9",
        "post_owner.name": "Chợ Mẫu",
        "post_owner.type": "page",
        "post_owner.username": "cho.mau",
        "shared_post_id": "",
        "statistics.comment_count": "3",
        "statistics.like_count": "10",
        "statistics.reaction_count": "12",
        "statistics.share_count": "1",
        "statistics.views": "900",
        "surface.name": "Chợ Mẫu",
        **other,
    }


def instagram(**other):
    return {
        "id": "55",
        "creation_time": "2025-03-02T01:01:00+00:00",
        "text": "Nước ngập tới gối",
        "lang": "vi",
        "media_type": "videos",
        "post_owner.name": "An Nhiên",
        "statistics.like_count": "5",
        "statistics.comment_count": "1",
        "statistics.views": "",
        **other,
    }


def sample(count=60):
    return table([facebook(n) for n in range(1, count + 1)] + [facebook(99, text="")])
