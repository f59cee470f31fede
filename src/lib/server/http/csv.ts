/** What a spreadsheet would take for a formula (OWASP): such a cell gets an apostrophe before it. */
const FORMULA = /^[=+\-@\t\r]/;

/** A line of CSV (RFC 4180), safe to open in a spreadsheet. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number): string {
  const text = typeof value === 'number' ? String(value) : value.replace(FORMULA, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A CSV file piece by piece, with the mark by which spreadsheets know UTF-8; kept by no cache. */
export function csvReply(name: string, lines: AsyncIterable<string>): Response {
  const pieces = encoded(lines);
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    }
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store'
    }
  });
}

async function* encoded(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode('\uFEFF');
  for await (const line of lines) yield encoder.encode(line);
}

/** A whole table as a CSV file: its head, then its rows. */
export function tableReply(name: string, table: Iterable<readonly (string | number)[]>): Response {
  return csvReply(name, linesOf(table));
}

async function* linesOf(table: Iterable<readonly (string | number)[]>): AsyncGenerator<string> {
  for (const cells of table) yield await Promise.resolve(csvLine(cells));
}
