"""What stands between an upload and the disk: how much at once, and how many an hour from one sender."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler

from skwer.web.throttle import is_over

MOST_BYTES = 100 * 1024 * 1024  # of one request, all its files together
MOST_AN_HOUR = 200


class CarefulUploadHandler(FileUploadHandler):
    """First of the upload handlers: passes everything on, or stops the request before it fills the disk."""

    def handle_raw_input(
        self, _input_data: Any, _meta: Any, content_length: int, _boundary: Any, _encoding: Any = None
    ) -> None:
        if content_length > MOST_BYTES:
            raise RequestDataTooBig("More than 100 MB at once.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.request is not None and is_over(self.request, "upload", limit=MOST_AN_HOUR, seconds=3600):
            raise TooManyFilesSent("More than 200 files in an hour.")

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes:
        return raw_data

    def file_complete(self, _file_size: int) -> None:
        return None
