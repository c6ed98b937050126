"""What stands between an upload and the disk: how much of a file, how much at once, and how many an hour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from skwer.web.throttle import is_over

MB = 1024 * 1024
# More than any form takes (documents: 20 MB). What comes after it is read and dropped: the rest of the form arrives,
# and the page can say which file is too large beside what was typed.
MOST_OF_A_FILE = 21 * MB
MOST_AT_ONCE = 300 * MB  # of one request; more is refused unread
MOST_AN_HOUR = 200


class CarefulUploadHandler(FileUploadHandler):
    """First of the upload handlers: passes everything on, but never fills memory or disk with one file."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0
        if self.request is not None and is_over(self.request, "upload", limit=MOST_AN_HOUR, seconds=3600):
            raise TooManyFilesSent("More than 200 files in an hour.")

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes | None:
        """The chunk for the handlers after this one, or None once the file is larger than any we take: it then ends
        there, still larger than any, and whoever looks at it says so."""
        if self.received > MOST_OF_A_FILE:
            return None
        self.received += len(raw_data)
        return raw_data

    def file_complete(self, _file_size: int) -> None:
        return None


class TooMuchAtOnceMiddleware:
    """Answers a request that claims to be enormous with a sentence, before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._claimed(request) > MOST_AT_ONCE:
            return render(request, "413.html", status=413)
        return self.get_response(request)

    @staticmethod
    def _claimed(request: HttpRequest) -> int:
        try:
            return int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return 0
