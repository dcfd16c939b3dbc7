"""Words: what files call things, in English and Vietnamese, and what their values mean.

Names are compared after ``plain``: lower-case, without accents, every other character an underscore.
"""

from __future__ import annotations

import re
import unicodedata

NAMES: dict[str, tuple[str, ...]] = {
    "id": (
        *(
            "native_id",
            "id",
            "post_id",
            "comment_id",
            "tweet_id",
            "status_id",
            "message_id",
            "id_str",
            "serial",
            "guid",
        ),
        *("uuid", "_id", "ma", "ma_bai", "ma_bai_dang", "ma_binh_luan", "ma_phan_anh", "ma_so"),
    ),
    "text": (
        *("text", "full_text", "content", "body", "message", "comment", "tweet", "description", "caption", "post"),
        *("comment_text", "post_text", "selftext", "review", "noi_dung", "noi_dung_phan_anh", "noi_dung_binh_luan"),
        *("binh_luan", "bai_viet", "bai_dang", "mo_ta", "y_kien", "phan_anh", "van_ban"),
    ),
    "title": ("title", "headline", "subject", "incident_title", "tieu_de", "chu_de", "tua_de"),
    "published": (
        *("published_at", "published", "created_at", "created_time", "created", "created_utc", "publish_date", "date"),
        *("datetime", "timestamp", "time", "posted_at", "post_date", "publish_time", "incident_date", "date_posted"),
        *("ngay", "ngay_dang", "thoi_gian", "thoi_gian_dang", "ngay_tao", "ngay_gui", "ngay_gio", "thoi_diem"),
    ),
    "author": (
        *(
            "author",
            "author_name",
            "screen_name",
            "username",
            "user_name",
            "user",
            "from",
            "handle",
            "name",
            "nickname",
        ),
        *("account", "user_id", "author_id", "tac_gia", "nguoi_dang", "nguoi_gui", "ten", "ho_ten", "ho_va_ten"),
        *("tai_khoan", "nguoi_dung"),
    ),
    "institution": ("institution", "agency", "publisher", "outlet", "co_quan", "don_vi", "toa_soan"),
    "url": ("url", "link", "permalink", "post_url", "permalink_url", "href", "duong_dan", "lien_ket"),
    "kind": ("kind", "post_type", "type", "is_retweet", "is_share", "loai", "loai_bai"),
    "parent": ("parent_id", "parent", "reply_to", "in_reply_to", "in_reply_to_status_id", "replying_to_id", "ma_cha"),
    "thread": ("thread_id", "thread", "conversation_id", "video_id", "video", "article_id", "topic_id", "chu_de_id"),
    "language": ("language", "lang", "declared_language", "locale", "ngon_ngu"),
    "likes": (
        *("likes", "like_count", "likes_count", "favorite_count", "favorites", "favourites_count", "reactions"),
        *("reaction_count", "upvotes", "score", "luot_thich", "so_luot_thich", "thich", "cam_xuc"),
    ),
    "replies": (
        *("replies", "reply_count", "replies_count", "comments", "comment_count", "comments_count", "num_comments"),
        *("so_binh_luan", "luot_binh_luan", "tra_loi"),
    ),
    "shares": (
        *("shares", "share_count", "shares_count", "retweets", "retweet_count", "reposts", "luot_chia_se"),
        *("so_luot_chia_se", "chia_se"),
    ),
    "reach": ("reach", "views", "view_count", "views_count", "impressions", "plays", "luot_xem", "so_luot_xem"),
    "tags": (
        "tags",
        "tag",
        "category",
        "categories",
        "labels",
        "linh_vuc",
        "chuyen_muc",
        "danh_muc",
        "nhan",
        "the_loai",
    ),
    "latitude": ("latitude", "lat", "vi_do"),
    "longitude": ("longitude", "lon", "lng", "long", "kinh_do"),
}
"""For every field the column names that mean it, the surest first."""

NOT_ITS_OWN = ("parent_", "quoted_", "original_", "retweeted_", "in_reply_to_", "reply_to_")
"""A column of what the post answers or repeats: not the post's own text, time, author or count."""

PLATFORMS = {
    "facebook": ("facebook", "fb"),
    "youtube": ("youtube", "yt"),
    "twitter": ("twitter", "tweets", "tweet", "retweets"),
    "tiktok": ("tiktok",),
    "instagram": ("instagram", "insta"),
    "zalo": ("zalo",),
    "reddit": ("reddit", "subreddit"),
    "mastodon": ("mastodon", "toots"),
    "voz": ("voz",),
    "threads": ("threads",),
    "news": ("news", "bao", "articles"),
}
"""Words in a file's name that tell where its posts were seen."""

REPORT_WORDS = frozenset(
    ("incident", "complaint", "complaints", "ushahidi", "1022", "phan_anh", "kien_nghi", "khieu_nai")
)

KINDS = {
    **dict.fromkeys(("r", "rt", "retweet", "share", "shared", "repost", "boost", "true", "1", "chia_se"), "share"),
    **dict.fromkeys(("comment", "reply", "binh_luan", "tra_loi"), "comment"),
    **dict.fromkeys(("article", "news", "bai_bao"), "article"),
    **dict.fromkeys(("report", "complaint", "incident", "phan_anh", "kien_nghi"), "report"),
    **dict.fromkeys(("post", "status", "tweet", "quote", "q", "original", "bai_dang", "bai_viet"), "post"),
}
"""What the values of a kind column mean; any other value leaves the mapping's own kind. A quoting post says something
of its own, so it is a post."""

_LANGUAGES = (
    "af afrikaans|ar arabic|be belarusian|bg bulgarian|bn bengali|ca catalan|cs czech|da danish|de german|"
    "el greek|en english|es spanish|et estonian|fa farsi|fa persian|fi finnish|fil tagalog|fil filipino|"
    "fr french|gu gujarati|he hebrew|hi hindi|hr croatian|hu hungarian|hy armenian|id indonesian|"
    "is icelandic|it italian|ja japanese|ka georgian|kk kazakh|km khmer|ko korean|ku kurdish|lo lao|"
    "lt lithuanian|lv latvian|mk macedonian|ms malay|my burmese|nl dutch|no norwegian|pl polish|ps pushto|"
    "ps pashto|pt portuguese|ro romanian|ru russian|sk slovak|sl slovenian|so somali|sq albanian|"
    "sr serbian|sv swedish|th thai|tr turkish|uk ukrainian|ur urdu|uz uzbek|vi vietnamese|vi tieng_viet|"
    "en tieng_anh|zh chinese|zh simplified_chinese|zh traditional_chinese|fa farsi_persian|"
    "fil tagalog_filipino"
)
LANGUAGES = {name: code for code, name in (pair.split(" ") for pair in _LANGUAGES.split("|"))}
"""Names of languages to BCP 47."""

_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
_OTHER = re.compile(r"[^a-z0-9]+")


def plain(name: str) -> str:
    """``Nội dung`` → ``noi_dung``; ``createdAt`` → ``created_at``."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    bare = unicodedata.normalize("NFD", spaced.casefold().replace("đ", "d"))
    return _OTHER.sub("_", "".join(c for c in bare if not unicodedata.combining(c))).strip("_")


def language_code(value: str) -> str:
    """BCP 47 of a code or a language's name; empty when it is neither."""
    if _CODE.match(value):
        return "" if value in ("und", "zxx", "unk") else value.replace("_", "-")
    return LANGUAGES.get(plain(value), "")
