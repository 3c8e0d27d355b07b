"""Tables met on the way through a document: cells become rows, rows become lines of the text."""

Table = tuple[tuple[str, ...], ...]


class TextBuilder:
    """Collects paragraphs and tables of a document in reading order.

    A table inside a cell is read as text of that cell.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tables: list[Table] = []
        self._words: list[str] = []
        self._rows: list[tuple[str, ...]] | None = None
        self._cells: list[str] = []
        self._depth = 0

    def write(self, words: str) -> None:
        self._words.append(words)

    def end_paragraph(self) -> None:
        """Within a table a paragraph ends with its cell."""
        if self._depth:
            return
        line = "".join(self._words).strip()
        self._words.clear()
        if line:
            self.lines.append(line)

    def start_table(self) -> None:
        self.end_paragraph()
        self._depth += 1
        if self._depth == 1:
            self._rows = []

    def end_cell(self) -> None:
        if self._depth == 1:
            self._cells.append(" ".join("".join(self._words).split()))
            self._words.clear()

    def end_row(self) -> None:
        if self._depth == 1 and self._rows is not None and self._cells:
            self._rows.append(tuple(self._cells))
            self.lines.append("\t".join(self._cells))
            self._cells = []

    def end_table(self) -> None:
        if self._depth == 1 and self._rows:
            self.tables.append(tuple(self._rows))
        self._depth = max(self._depth - 1, 0)

    def finished(self) -> tuple[str, tuple[Table, ...]]:
        """The text, one line a paragraph or row, and the tables."""
        self._depth = 0
        self.end_paragraph()
        return "\n".join(self.lines), tuple(self.tables)
