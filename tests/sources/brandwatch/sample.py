"""A small bulk download as Brandwatch gives it: what it is stands before the header."""

from tests.sources.exported import table

PREAMBLE = (
    "Report:,Bulk Mentions Download\r\nBrand:,Thoát nước\r\nFrom:,Sat Mar 01 00:00:00 UTC 2025\r\n"
    "To:,Mon Mar 31 23:59:59 UTC 2025\r\nLabel:,Ngập\r\n\r\n"
)


def mention(number, **other):
    return {
        "Query Id": "1998",
        "Query Name": "Thoát nước",
        "Date": f"2025-03-{number % 28 + 1:02} 01:{number % 60:02}:00.0",
        "Title": "",
        "Snippet": f"Hẻm {number} lại",
        "Url": f"https://www.facebook.com/1/posts/{number}",
        "Domain": "facebook.com",
        "Sentiment": "negative",
        "Page Type": "facebook_public",
        "Language": "vi",
        "Author": f"Người {number % 5}",
        "Full Text": f"Hẻm {number} lại ngập sau mưa",
        "Gender": "female",
        "Professions": "Teacher",
        "Facebook Likes": str(number),
        "Resource Id": f"R{number}",
        "Thread Id": "",
        "Thread Entry Type": "",
        "Độ khẩn": "cao",
        **other,
    }


def sample(count=60):
    return PREAMBLE + table(
        [mention(n) for n in range(1, count + 1)] + [mention(99, **{"Full Text": "", "Snippet": ""})]
    )
