"""Uploads stay in memory: they hold personal data until they are masked, and are never spooled to a disk."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class InMemoryOnly(FileUploadHandler):
    """Keeps each file in memory; one larger than ``settings.LARGEST_UPLOAD`` is dropped while it arrives."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._left = settings.LARGEST_UPLOAD
        self._bytes = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  # Django's signature
        """A piece of the file arrives."""
        self._left -= len(raw_data)
        if self._left < 0:
            self._bytes = BytesIO()
            raise StopUpload(connection_reset=False)
        self._bytes.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The whole file, from its beginning."""
        self._bytes.seek(0)
        return InMemoryUploadedFile(
            self._bytes, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
