"""A large file in a form: written to the disk piece by piece as it comes, and no more of it than is taken."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class ArrivedFile(UploadedFile):  # type: ignore[type-arg]  # takes no argument when it runs
    """A file that lies in the folder of uploads until the request is over, or until it is moved from there."""

    def __init__(self, path: Path, name: str, size: int) -> None:
        super().__init__(None, name, "application/octet-stream", size)
        self.path = path

    def close(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()


class OntoDisk(FileUploadHandler):
    """For pages whose one file may be large. What is beyond the limit is counted and thrown away."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._path: Path | None = None
        self._handle = -1
        self._files = 0

    def new_file(self, *args: Any, **rest: Any) -> None:
        super().new_file(*args, **rest)
        self._files += 1
        if self._files == 1:
            room: Path = settings.UPLOADS_ROOT
            room.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._handle, name = tempfile.mkstemp(prefix=".arriving-", suffix=".part", dir=room)
            self._path = Path(name)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._files == 1 and start + len(raw_data) <= settings.UPLOAD_MOST_BYTES:
            os.write(self._handle, raw_data)

    def file_complete(self, file_size: int) -> ArrivedFile | None:
        if self._files > 1 or self._path is None:
            return None
        os.close(self._handle)
        self._handle = -1
        return ArrivedFile(self._path, str(self.file_name), file_size)

    def upload_interrupted(self) -> None:
        """The sender went away half-way: nothing of the file stays."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        if self._path is not None:
            self._path.unlink(missing_ok=True)
