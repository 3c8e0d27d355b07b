/**
 * The cells of a block copied from Excel or WPS: tabs between cells, line ends between rows,
 * quotes around a cell that itself holds tabs, quotes or line ends.
 */
export function readBlock(text: string): string[][] {
  const rows: string[][] = [[]];
  const cells = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/gy;
  for (let found = cells.exec(text); found; found = cells.exec(text)) {
    const [, quoted, bare = "", end] = found;
    rows[rows.length - 1]?.push(quoted === undefined ? bare : quoted.replace(/""/g, '"'));
    if (!end) {
      break;
    }
    // A line end that closes the text closes the last row and opens none.
    if (end !== "\t") {
      if (cells.lastIndex === text.length) {
        break;
      }
      rows.push([]);
    }
  }
  return rows;
}
