import { zipSync, strToU8 } from 'fflate';
import { resolve } from 'node:path';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/lib/server/config.ts';
import { readTable } from '../../src/lib/server/table-file/read-table.ts';
import { TABLE_CAPS } from '../../src/lib/server/table-file/table.ts';
import { xlsxOf } from '../../src/lib/server/table-file/write-xlsx.ts';

const config = { ...parseConfig({ HAILONG_DATA: '/nonexistent' }), programDir: resolve(import.meta.dirname, '../..') };
const read = (bytes: Uint8Array | string) => readTable(config, typeof bytes === 'string' ? strToU8(bytes) : bytes);
const cellsOf = async (bytes: Uint8Array | string) => {
  const reply = await read(bytes);
  return reply.ok ? reply.table.rows.map((row) => row.cells) : reply.code;
};
const code = async (bytes: Uint8Array | string) => {
  const reply = await read(bytes);
  return reply.ok ? 'ok' : reply.code;
};

describe('a table that a person sends', () => {
  it('is read with commas, semicolons or tabs, a mark of byte order, and letters composed', async () => {
    const decomposed = 'Hoàng Đồng'.normalize('NFD');
    expect(await cellsOf(`\ufeffmã;tên\r\n06001; ${decomposed}\u00a0\r\n\r\n`)).toEqual([['06001', 'Hoàng Đồng']]);
    expect(await cellsOf('a,b\n1,"x, y"\n')).toEqual([['1', 'x, y']]);
    expect(await cellsOf('a\tb\n1\t2\n')).toEqual([['1', '2']]);
  });

  it('keeps leading zeros, and gives the days of a workbook as days', async () => {
    const workbook = await writeXlsx({
      sheets: [
        {
          name: 'x',
          rows: [
            ['mã', 'từ ngày'],
            ['06001', new Date('2025-07-01T00:00:00Z')],
            ['06004', 45839]
          ]
        }
      ]
    });
    expect(await cellsOf(workbook)).toEqual([
      ['06001', '2025-07-01'],
      ['06004', '45839']
    ]);
  });

  it('reads back what is written for people', async () => {
    const rows = [
      ['06001', 'Xã Đoàn Kết', 1200],
      ['06004', '', 0]
    ];
    const reply = await read(await xlsxOf('Đơn vị', ['mã', 'tên', 'N'], rows));
    expect(reply).toMatchObject({ ok: true, table: { columns: ['mã', 'tên', 'N'] } });
    expect(reply.ok && reply.table.rows.map(({ cells }) => cells)).toEqual(rows.map((row) => row.map(String)));
  });

  it('names formulas and merged cells by row, and computes none', async () => {
    const workbook = await writeXlsx({
      sheets: [
        {
          name: 'x',
          rows: [
            ['a', 'b'],
            ['1', 2],
            ['3', null]
          ],
          cells: new Map([['1,1', { value: 2, formula: 'HYPERLINK("http://x")', formulaResult: 2 }]]),
          merges: [{ startRow: 2, endRow: 2, startCol: 0, endCol: 1 }]
        }
      ]
    });
    const reply = await read(workbook);
    expect(reply.ok && reply.table.rows.map((row) => row.oddities)).toEqual([
      [{ kind: 'formula', column: 'b' }],
      [{ kind: 'merged' }]
    ]);
    const csv = await read('a,b\n=1+1,2\n');
    expect(csv.ok && csv.table.rows[0]?.oddities).toEqual([{ kind: 'formula', column: 'a' }]);
  });

  it('is refused whole when it is none, says so of itself, or is larger than may be', async () => {
    expect(await code('')).toBe('table.empty');
    expect(await code(' \n \n')).toBe('table.empty');
    expect(await code(new Uint8Array([0xff, 0xfe, 0x61, 0]))).toBe('table.encoding');
    expect(await code('a,b\n"1,2\n')).toBe('table.broken');
    expect(await code('a,a\n1,2\n')).toBe('table.column_repeated');
    expect(await code('%PDF-1.7')).toBe('table.kind');
    expect(await code(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1]))).toBe('table.encrypted');
    expect(await code(new Uint8Array(TABLE_CAPS.bytes + 1))).toBe('table.too_large');
    expect(await code(`a\n${'1\n'.repeat(TABLE_CAPS.rows + 1)}`)).toBe('table.too_many_rows');
    expect(await code(Array.from({ length: 201 }, (_, i) => `c${i}`).join(','))).toBe('table.too_many_columns');
  });

  it('as a bomb, a foreign archive or a half one is refused before it is unpacked', async () => {
    const zeros = new Uint8Array(60_000_000);
    expect(await code(zipSync({ 'xl/workbook.xml': zeros, 'xl/b.xml': zeros }, { level: 9 }))).toBe('table.bomb');
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`x${i}`, strToU8('x')]));
    expect(await code(zipSync(many))).toBe('table.bomb');
    expect(await code(zipSync({ 'word/document.xml': strToU8('<a/>') }))).toBe('table.kind');
    const workbook = await xlsxOf('x', ['a'], [['1']]);
    expect(await code(workbook.subarray(0, workbook.length - 30))).toBe('table.broken');
  });

  it('does not follow what its XML points to', async () => {
    const sheet = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa">]>
      <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
      <row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>
      <row r="2"><c r="A2" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>`;
    const reply = await read(await withSheet(sheet));
    expect(JSON.stringify(reply)).not.toContain('root:');
  });
});

/** A workbook whose first sheet is this XML. */
async function withSheet(xml: string): Promise<Uint8Array> {
  const { unzipSync } = await import('fflate');
  const parts = unzipSync(await xlsxOf('x', ['a'], [['1']]));
  return zipSync({ ...parts, 'xl/worksheets/sheet1.xml': strToU8(xml) });
}
