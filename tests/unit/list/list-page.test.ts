import { describe, expect, it } from 'vitest';
import { listPage, listRows, type ListShape } from '../../../src/lib/domain/list/list-page.ts';
import { cursorText, parseListQuery, type ListQuery } from '../../../src/lib/domain/list/list-query.ts';
import { Problem } from '../../../src/lib/domain/shared/problem.ts';

const SORTS = ['name', 'newest'] as const;
type Sort = (typeof SORTS)[number];
const parsed = (search: string) => {
  const given = new URLSearchParams(search);
  return parseListQuery((name) => given.get(name), SORTS);
};
const outcome = (search: string) => {
  try {
    parsed(search);
    return 'done';
  } catch (fault) {
    return fault instanceof Problem ? fault.code : 'fault';
  }
};
const after = (text: string) => `after=${encodeURIComponent(text)}`;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly at: number;
}
const SHAPE: ListShape<Row, Sort> = {
  text: ({ name }) => name,
  sorts: { name: { key: ({ name }) => name }, newest: { key: ({ at }) => at, isDescending: true } }
};
const row = (id: string, name: string, at = 0): Row => ({ id, name, at });
const asked = (change: Partial<ListQuery<Sort>> = {}): ListQuery<Sort> => ({
  q: '',
  sort: 'name',
  after: null,
  ...change
});
const names = (rows: readonly Row[]) => rows.map(({ name }) => name);

describe('what an address asks of a list', () => {
  it('is the first order and the whole list where it asks for nothing', () => {
    expect(parsed('')).toEqual({ q: '', sort: 'name', after: null });
    expect(parsed('q=+&sort=&after=')).toEqual({ q: '', sort: 'name', after: null });
  });

  it('is a text of one form, cut to its length', () => {
    expect(parsed(`q=${encodeURIComponent('Lê'.normalize('NFD'))}`).q).toBe('Lê');
    expect(parsed(`q=${'a'.repeat(5_000)}`).q).toHaveLength(100);
  });

  it('is one of the orders of the list, never another column', () => {
    expect(parsed('sort=newest').sort).toBe('newest');
    for (const sort of ['password_hash', 'NAME', 'name desc', '__proto__', 'constructor'])
      expect([sort, outcome(`sort=${sort}`)]).toEqual([sort, 'filter.unknown']);
  });

  it('goes on after a cursor that a page gave, and after no other', () => {
    for (const cursor of [
      { key: 'Đào, "A"', id: 'x1' },
      { key: -3.5, id: 'x2' }
    ])
      expect(parsed(after(cursorText(cursor))).after).toEqual(cursor);
    const long = 'a'.repeat(101);
    const bad = ['x', '{}', '[]', '["a"]', '["a","b","c"]', '[null,"b"]', '["a",""]', '[1e999,"b"]', '["a",2]', '5'];
    for (const text of [...bad, `["${long}","b"]`, `["a","${long}"]`, '['.repeat(2_000)])
      expect([text, outcome(after(text))]).toEqual([text, 'filter.unknown']);
  });
});

describe('a list', () => {
  it('is found with and without marks, and sorted as Vietnamese is, numbers by their value', () => {
    const all = ['Đào', 'Dung', 'Ăn', 'Ánh', 'Quầy 10', 'Quầy 2'].map((name, i) => row(`r${i}`, name));
    expect(names(listRows(all, asked(), SHAPE))).toEqual(['Ánh', 'Ăn', 'Dung', 'Đào', 'Quầy 2', 'Quầy 10']);
    for (const q of ['dao', 'ĐÀO', 'đào ']) expect(names(listRows(all, asked({ q }), SHAPE))).toEqual(['Đào']);
  });

  it('comes page by page, whole and without repeats, whatever ties', () => {
    // Three keys for 137 rows: nearly all are tied, and ids settle.
    const all = Array.from({ length: 137 }, (_, i) =>
      row(`r${(i * 89) % 137}`, ['Ba', 'ba', 'Bà'][i % 3] ?? '', i % 3)
    );
    for (const sort of SORTS) {
      const seen: string[] = [];
      let pages = 0;
      for (let query = asked({ sort }); ;) {
        const page = listPage(all, query, SHAPE);
        expect([page.found, page.all]).toEqual([137, 137]);
        seen.push(...page.rows.map(({ id }) => id));
        pages += 1;
        if (page.after === null) break;
        query = parsed(`sort=${sort}&${after(page.after)}`);
      }
      expect(pages).toBe(3);
      expect(seen).toEqual(listRows(all, asked({ sort }), SHAPE).map(({ id }) => id));
      expect(new Set(seen).size).toBe(137);
    }
  });

  it('goes on at the same place when rows came and went between two pages', () => {
    const all = Array.from({ length: 60 }, (_, i) => row(`r${i}`, `Máy ${i + 1}`));
    const { after: end } = listPage(all, asked(), SHAPE);
    const query = parsed(after(end ?? ''));
    const changed = [row('new', 'Máy 0'), ...all.filter(({ name }) => name !== 'Máy 50')];
    expect(names(listPage(changed, query, SHAPE).rows)).toEqual(names(all.slice(50)));
  });

  it('refuses the cursor of another order', () => {
    const query = asked({ sort: 'newest', after: { key: 'Ba', id: 'r1' } });
    expect(() => listPage([row('r1', 'Ba')], query, SHAPE)).toThrow('filter.unknown');
  });

  it('keys its cursor within bounds where names are long', () => {
    const all = Array.from({ length: 52 }, (_, i) => row(`r${i + 10}`, 'a'.repeat(300)));
    const page = listPage(all, asked(), SHAPE);
    const rest = listPage(all, parsed(after(page.after ?? '')), SHAPE);
    expect([page.rows.length, rest.rows.length, rest.after]).toEqual([50, 2, null]);
  });
});
