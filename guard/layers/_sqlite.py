"""Reader of the SQLite file format (https://www.sqlite.org/fileformat2.html) on bytes: rows as lines of text.

No database engine and no disk: pages of tables are walked from the schema, and pages that no table
owns (dropped tables, the freelist, older versions in a write-ahead log) are read as well.
"""

from __future__ import annotations

from guard.layers._values import binary, shown

_LEAF, _LEAF_INDEX, _INTERIOR, _INTERIOR_INDEX = 13, 10, 5, 2
_CELL = 8 << 20

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Budget


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Return (number, position after it)."""
    value = 0
    for index in range(9):
        byte = data[at + index] if at + index < len(data) else 0
        if index == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + index + 1
    return value, at + 9


class Pages:
    """The pages of one database file, or of a write-ahead log (`pages` by number, later ones first)."""

    def __init__(self, data: bytes, size: int, reserved: int, places: dict[int, int], budget: Budget) -> None:
        self.data = data
        self.budget = budget
        self.size = size
        self.usable = size - reserved
        self.places = places

    def page(self, number: int) -> bytes:
        """Return a page, empty where there is none."""
        at = self.places.get(number)
        return b"" if at is None else self.data[at : at + self.size]

    def records(self, page: bytes, first: bool) -> Iterator[list[bytes | int]]:
        """Yield the rows of a leaf page or of an index page."""
        top = 100 if first else 0
        kind = page[top] if len(page) > top + 8 else 0
        if kind not in (_LEAF, _LEAF_INDEX, _INTERIOR_INDEX):
            return
        pointers = top + (12 if kind == _INTERIOR_INDEX else 8)
        for cell in range(min(int.from_bytes(page[top + 3 : top + 5], "big"), len(page) // 4)):
            at = int.from_bytes(page[pointers + 2 * cell : pointers + 2 * cell + 2], "big")
            yield self.record(page, at + (4 if kind == _INTERIOR_INDEX else 0), kind == _LEAF)

    def record(self, page: bytes, at: int, table: bool) -> list[bytes | int]:
        """Return the values of one cell: text and blobs as bytes, integers as they are."""
        size, at = varint(page, at)
        if table:
            at = varint(page, at)[1]
        payload = self._payload(page, at, min(size, _CELL), table)
        head, position = varint(payload, 0)
        values: list[bytes | int] = []
        body = head
        while position < min(head, len(payload)):
            kind, position = varint(payload, position)
            width = (kind - 12) // 2 if kind >= 12 else (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)[kind]
            piece = payload[body : body + width]
            body += width
            values.append(piece if kind >= 12 else int.from_bytes(piece, "big", signed=True) if kind < 7 else b"")
        return values

    def _payload(self, page: bytes, at: int, size: int, table: bool) -> bytes:
        most = self.usable - 35 if table else (self.usable - 12) * 64 // 255 - 23
        if not self.budget.take(size):
            return b""
        if size <= most:
            return page[at : at + size]
        least = (self.usable - 12) * 32 // 255 - 23
        local = least + (size - least) % (self.usable - 4)
        local = local if local <= most else least
        parts = [page[at : at + local]]
        follow = int.from_bytes(page[at + local : at + local + 4], "big")
        left, seen = size - local, 0
        while left > 0 and follow and seen <= size // (self.usable - 4) + 1:
            further = self.page(follow)
            parts.append(further[4 : min(self.usable, 4 + left)])
            left -= self.usable - 4
            follow = int.from_bytes(further[:4], "big")
            seen += 1
        return b"".join(parts)

    def tree(self, root: int) -> Iterator[int]:
        """Yield the numbers of all pages of a b-tree, in order."""
        waiting, seen = [root], set()
        while waiting:
            number = waiting.pop()
            if number in seen or number not in self.places:
                continue
            seen.add(number)
            yield number
            page, top = self.page(number), 100 if number == 1 else 0
            if len(page) > top + 12 and page[top] in (_INTERIOR, _INTERIOR_INDEX):
                waiting += reversed(_children(page, top))


def _children(page: bytes, top: int) -> list[int]:
    count = min(int.from_bytes(page[top + 3 : top + 5], "big"), len(page) // 4)
    cells = [int.from_bytes(page[top + 12 + 2 * cell : top + 14 + 2 * cell], "big") for cell in range(count)]
    last = int.from_bytes(page[top + 8 : top + 12], "big")
    return [int.from_bytes(page[cell : cell + 4], "big") for cell in cells] + [last]


def database(data: bytes, budget: Budget) -> Pages | None:
    """Return the pages of a database file."""
    size = int.from_bytes(data[16:18], "big")
    size = 65536 if size == 1 else size
    if size < 512 or size & (size - 1) or len(data) < 100:
        return None
    places = {number + 1: number * size for number in range(-(-len(data) // size))}
    return Pages(data, size, min(data[20], size - 480), places, budget)


def log(data: bytes, budget: Budget) -> Pages | None:
    """Return the pages of a write-ahead log: every frame, also of a page written again."""
    size = int.from_bytes(data[8:12], "big")
    if size < 512 or size & (size - 1) or size > 65536:
        return None
    places: dict[int, int] = {}
    extra = 1 << 32  # an older version of a page has a number of its own, so that it is read too
    for frame in range(32, len(data) - 24, size + 24):
        number = int.from_bytes(data[frame : frame + 4], "big")
        if number in places:
            places[extra] = places[number]
            extra += 1
        places[number] = frame + 24
    return Pages(data, size, 0, places, budget)


def columns(statement: bytes) -> list[bytes]:
    """Return the column names of a CREATE TABLE statement, as far as they are plain to see."""
    inside = statement.partition(b"(")[2].rpartition(b")")[0]
    names, depth, start = [], 0, 0
    for at, byte in enumerate(inside[:20_000] + b","):
        depth += (byte == 0x28) - (byte == 0x29)
        if byte == 0x2C and depth <= 0:
            words = inside[start:at].split()
            names.append(words[0].strip(b'"`[]\'') if words else b"")
            start = at + 1
    return names


def tables(pages: Pages) -> Iterator[tuple[str, bytes]]:
    """Yield (table name, its rows as text, a line for each), and each binary cell by itself."""
    from guard.redact import display_path

    owned: set[int] = set()
    for number in pages.tree(1):
        owned.add(number)
        for row in pages.records(pages.page(number), number == 1):
            if pages.budget.spent:
                return
            if len(row) < 5 or not isinstance(row[3], int) or row[3] < 2:
                continue
            kind, name, statement = (item if isinstance(item, bytes) else b"" for item in (row[0], row[1], row[4]))
            numbers = [page for page in pages.tree(row[3]) if page not in owned]
            keyed = b"without rowid" in statement.lower()
            if kind == b"index":
                owned.update(numbers)  # an index repeats what its table holds
            elif kind == b"table":
                owned.update(numbers)
                names = [] if keyed else columns(statement)
                yield from _rows(pages, numbers, names, display_path(name[:200]) or "table")
    rest = [number for number in sorted(pages.places) if number not in owned]
    yield from _rows(pages, rest, [], "unowned pages")


def _rows(pages: Pages, numbers: list[int], names: list[bytes], table: str) -> Iterator[tuple[str, bytes]]:
    lines: list[bytes] = []
    for number in numbers:
        if pages.budget.spent:
            break
        for row in pages.records(pages.page(number), number == 1):
            cells = []
            for at, value in enumerate(row):
                if isinstance(value, bytes) and binary(value):
                    yield f"{table}:{len(lines) + 1}", value
                elif value != b"":
                    name = names[at] + b"=" if at < len(names) else b""
                    cells.append(name + shown(value))
            lines.append(b"\t".join(cells))
    yield table, b"\n".join(lines)
