"""What every page that shows the sample city must say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SAMPLE_NOTICE: Mapping[str, str] = MappingProxyType(
    {
        "vi": "Dữ liệu mẫu: mọi bài đăng, tài khoản, tờ báo và sự kiện ở đây đều do máy tạo ra, không của người thật.",
        "en": "Sample data: every post, account, newspaper and event here is invented; no real person said it.",
    }
)
"""By language of the console."""
