import fc from 'fast-check';
import { expect, it } from 'vitest';
import example from '../../src/lib/data/criteria-sets/LS-2017-example.json' with { type: 'json' };
import {
  readCriteriaSet,
  parseCriteriaSet,
  POINTS_RULES,
  type CriteriaSet
} from '../../src/lib/domain/par/criteria-set.ts';
import { readCriteriaSheet, type CriteriaSheet } from '../../src/lib/domain/par/criteria-sheet.ts';
import { CRITERIA_COLUMNS, criteriaRows } from '../../src/lib/domain/par/criteria-table.ts';

/** The sheet as the reader gives it: text cells, the header being row 1. */
function sheetOf(set: CriteriaSet): CriteriaSheet {
  const rows = criteriaRows(set).map((cells, i) => ({ number: i + 2, cells: cells.map((cell) => String(cell ?? '')) }));
  return { columns: CRITERIA_COLUMNS, rows };
}

/** Text as a cell holds it: trimmed, composed, not empty. */
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map((words) =>
    words
      .normalize('NFC')
      .replace(/[\u0000-\u001f]/g, '')
      .trim()
  )
  .filter((words) => words !== '' && words.length <= 80);
const part = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000);

const criteriaSet: fc.Arbitrary<CriteriaSet> = fc
  .record({
    id: text,
    version: text,
    title: fc.record({ vi: text, en: text }, { requiredKeys: ['vi'] }),
    status: fc.constantFrom('example', 'draft', 'official'),
    source: text,
    rule: fc.constantFrom(...POINTS_RULES),
    optionWeights: fc.array(part, { minLength: 5, maxLength: 5 }),
    shares: fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { maxLength: 6 }),
    areas: fc.uniqueArray(text, { minLength: 1, maxLength: 9 }),
    points: fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 9, maxLength: 9 }),
    owner: fc.option(text, { nil: undefined }),
    titles: fc.array(text, { maxLength: 4 })
  })
  .map(({ shares, areas, points, owner, titles, ...set }) => {
    const criteria = areas.map((area, i) => {
      const weight = i < areas.length - 1 ? 1 / areas.length : 1 - (areas.length - 1) / areas.length;
      return { area, maxPoints: points[i] ?? 1, weight, ...(owner !== undefined && i % 2 === 0 ? { owner } : {}) };
    });
    const falling = [...shares.toSorted((a, b) => b - a), 0].map((share) => share / 1000);
    const steps = falling.map((share) => ({ minShare: share, shareOfPoints: share }));
    const maxPointsTotal = criteria.reduce((sum, one) => sum + one.maxPoints, 0);
    const others = titles.map((title, i) => ({
      ...{ id: `tiêu chí khác ngoài phiếu ${i}`, title, maxPoints: i + 0.5 },
      ...(owner !== undefined && i % 2 === 1 ? { owner } : {})
    }));
    const rest = others.length > 0 ? { others } : {};
    return { schema: 'hailong-criteria-set/1', ...set, maxPointsTotal, steps, criteria, ...rest };
  });

it('is the same set after it was written as a sheet and read again', () => {
  fc.assert(
    fc.property(criteriaSet, (set) => {
      const { document, faults } = readCriteriaSheet(sheetOf(set));
      expect(faults).toEqual([]);
      expect(readCriteriaSet(document)).toEqual({ ok: true, criteriaSet: set });
    }),
    { seed: 20261125, numRuns: 300 }
  );
});

it('names row and column of every fault at once', () => {
  const { columns, rows } = sheetOf(parseCriteriaSet(example));
  const at = (kind: string, code: string) => rows.findIndex(({ cells }) => cells[0] === kind && cells[1] === code);
  const changes: Readonly<Record<string, readonly [row: number, column: number, text: string]>> = {
    number: [at('tiêu chí', 'A2'), 3, 'nhiều'],
    area: [at('tiêu chí', 'A3'), 1, 'A1'],
    weight: [at('tiêu chí', 'A7'), 4, '0,3'],
    status: [at('thông tin', 'loại'), 2, 'thật'],
    level: [at('mức trả lời', '5'), 1, '6'],
    kind: [at('thông tin', 'nguồn'), 0, 'ghi chú'],
    stray: [at('mức trả lời', '1'), 2, 'Rất không hài lòng']
  };
  const changed = rows.map(({ number, cells }, row) => ({
    number,
    cells: cells.map((cell, column) => Object.values(changes).find(([r, c]) => r === row && c === column)?.[2] ?? cell)
  }));
  const { document, faults, placed } = readCriteriaSheet({ columns, rows: changed });
  const read = readCriteriaSet(document);
  const all = [...faults, ...(read.ok ? [] : read.faults.map(placed))].map(
    ({ place }) => `${place.rows} ${place.column}`
  );
  const row = (name: string) => String((changes[name]?.[0] ?? 0) + 2);
  expect(all).toEqual(
    expect.arrayContaining([
      `${row('number')} Điểm tối đa`,
      `${row('status')} Nội dung`,
      `${row('level')} Mã`,
      `${row('kind')} Loại dòng`,
      `${row('stray')} Nội dung`,
      ' nguồn',
      ' mức trả lời 5'
    ])
  );
  const lists = readCriteriaSheet({
    columns,
    rows: changed.map((line, i) =>
      i === changes['area']?.[0] || i === changes['weight']?.[0] ? line : (rows[i] ?? line)
    )
  });
  const sums = readCriteriaSet(lists.document);
  const criteriaAt = `${at('tiêu chí', 'A1') + 2}–${at('tiêu chí', 'A7') + 2}`;
  expect(sums.ok ? [] : sums.faults.map((fault) => Object.values(lists.placed(fault).place).join(' '))).toEqual([
    `${criteriaAt} Mã`,
    `${criteriaAt} Trọng số`
  ]);
});
