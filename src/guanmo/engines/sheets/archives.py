"""A zip file looked at with suspicion: what is in it, and how large it really is when unpacked.

The sizes a zip declares can lie, and readers differ in which of two equal names they take. So every member is
unpacked here once, in pieces, counting; nothing is kept.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from guanmo.engines.sheets.file_kinds import UnreadableFile

LARGEST_UNPACKED = 120_000_000
_HIGHEST_RATIO = 200
_RATIO_FLOOR = 20_000_000  # a small file may compress as well as it likes
_MOST_MEMBERS = 2_000
_PIECE = 1 << 16
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_DAMAGED = "文件不完整或已损坏，打不开。请重新下载或另存一份再上传。"
_BOMB = "文件解压后异常庞大，可能是恶意文件，已拒绝读取。请用 Excel 打开，删除多余内容后另存为新文件。"
_LOCKED = "文件加了密码，无法读取。请在 Excel 或 WPS 里取消密码，另存后再上传。"


class Archive:
    """The members of a zip, by lower-case name."""

    def __init__(self, content: bytes) -> None:
        if content.count(b"PK\x01\x02") > _MOST_MEMBERS:
            raise UnreadableFile(_DAMAGED)
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as directory:
                members = directory.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, struct.error) as error:
            raise UnreadableFile(_DAMAGED) from error
        self._content = content
        self._budget = LARGEST_UNPACKED
        self._members = {member.filename.lower(): member for member in members}
        if len(self._members) < len(members):
            raise UnreadableFile(_DAMAGED)
        for member in members:
            _check(member)
        if sum(member.file_size for member in members) > LARGEST_UNPACKED:
            raise UnreadableFile(_BOMB)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._members)

    def start_of(self, name: str, length: int = 1024) -> bytes:
        """The first bytes of a member."""
        return next(self._unpacked(self._members[name]), b"")[:length]

    def pieces(self, name: str) -> Iterator[bytes]:
        """A whole member in pieces, counted against what one file may unpack to."""
        member = self._members[name]
        total = 0
        for piece in self._unpacked(member):
            total += len(piece)
            self._budget -= len(piece)
            if self._budget < 0:
                raise UnreadableFile(_BOMB)
            yield piece
        if total != member.file_size:
            raise UnreadableFile(_DAMAGED)

    def _unpacked(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        packed = self._packed(member)
        if member.compress_type == zipfile.ZIP_STORED:
            for start in range(0, len(packed), _PIECE):
                yield bytes(packed[start : start + _PIECE])
            return
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        rest: bytes | memoryview = packed
        try:
            while not unpacker.eof:
                piece = unpacker.decompress(rest, _PIECE)
                rest = unpacker.unconsumed_tail
                if not piece and not rest:
                    return
                yield piece
        except zlib.error as error:
            raise UnreadableFile(_DAMAGED) from error

    def _packed(self, member: zipfile.ZipInfo) -> memoryview:
        start = member.header_offset
        header = self._content[start : start + _LOCAL_HEADER.size]
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            raise UnreadableFile(_DAMAGED)
        _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        begin = start + _LOCAL_HEADER.size + name_length + extra_length
        packed = memoryview(self._content)[begin : begin + member.compress_size]
        if len(packed) < member.compress_size:
            raise UnreadableFile(_DAMAGED)
        return packed


def _check(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 0x1:
        raise UnreadableFile(_LOCKED)
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise UnreadableFile(_DAMAGED)
    if member.file_size > _RATIO_FLOOR and member.file_size > _HIGHEST_RATIO * member.compress_size:
        raise UnreadableFile(_BOMB)
