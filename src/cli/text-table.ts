/** Lines of cells in columns: the first to the left, the others (numbers) to the right, or all to the left. */
export function aligned(table: readonly (readonly string[])[], others: 'left' | 'right'): string {
  const columns = table.reduce((max, line) => Math.max(max, line.length), 0);
  const widths = Array.from({ length: columns }, (_, i) =>
    table.reduce((max, line) => Math.max(max, (line[i] ?? '').length), 0)
  );
  const cell = (text: string, i: number) =>
    i === 0 || others === 'left' ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0);
  return table.map((line) => line.map(cell).join('  ').trimEnd()).join('\n');
}
