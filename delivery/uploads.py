"""Files in forms: held in memory, never written to a temporary file, and no more of one than may be kept."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from delivery.pictures.refusals import MOST_BYTES

MOST_FILES = 10


class InMemory(FileUploadHandler):
    """The only handler: what somebody sent is on no disk before it was made anew.

    Of a file that is too large one byte too many is held, so that it is refused for its size; of too many files none.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._files = 0
        self._held = io.BytesIO()

    def new_file(self, *args: Any, **rest: Any) -> None:
        super().new_file(*args, **rest)
        self._files += 1
        self._held = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = 0 if self._files > MOST_FILES else MOST_BYTES + 1 - self._held.tell()
        self._held.write(raw_data[: max(room, 0)])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if self._files > MOST_FILES:
            return None
        size = self._held.tell()
        self._held.seek(0)
        return InMemoryUploadedFile(
            self._held, self.field_name, str(self.file_name), self.content_type, size, self.charset
        )
