"""A ZIP made as it is sent: one file after another, never the whole in memory or on the disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime


class _Pipe:
    """What ZipFile writes into; `taken` gives what came since the last time."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        return None

    def taken(self) -> bytes:
        got = b"".join(self._parts)
        self._parts.clear()
        return got


def zip_stream(entries: Iterable[tuple[str, datetime, Iterable[bytes]]]) -> Iterator[bytes]:
    """The bytes of a ZIP with these entries (path, moment, chunks), in their order."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # needs no seek
        for path, moment, chunks in entries:
            info = zipfile.ZipInfo(path, (max(moment.year, 1980), *moment.timetuple()[1:6]))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with archive.open(info, "w") as entry:
                for chunk in chunks:
                    entry.write(chunk)
                    if got := pipe.taken():
                        yield got
            if got := pipe.taken():
                yield got
    yield pipe.taken()
