const [MIN, MAX] = [14, 60];

/** The width of a column in characters: its longest words, numbers as they are shown; past `MAX` words are wrapped. */
export function columnWidth(cells: readonly (string | number | null | undefined)[]): number {
  return cells.reduce<number>((width, cell) => {
    return typeof cell === 'string' ? Math.min(MAX, Math.max(width, cell.length + 2)) : width;
  }, MIN);
}
