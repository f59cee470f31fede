import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';

type Row = Readonly<Record<string, unknown>>;
type Dump = Readonly<Record<string, readonly Row[]>>;

const COMMENTS = ['Cần thêm ghế.', 'Quầy 2 chậm.', 'Please add a sign.', 'Cán bộ rất tốt.'];

describe('a copy of the database', () => {
  let province: TestProvince;
  let file: string;
  beforeEach(async () => {
    province = await aProvince();
    file = join(province.dataDir, 'hailong.db');
    for (const [i, comment] of COMMENTS.entries()) {
      const language = comment.startsWith('Please') ? 'en' : 'vi';
      await submitResponses(province.ctx, [aResponse(province, { comment, language, link: province.codes[i % 2] })]);
    }
  });
  afterEach(() => province.end());

  it('joins comments and responses by round and unit and by nothing else', () => {
    const { comment = [], response = [] } = dumpOf(file);
    expect(comment.map((row) => row['body']).sort()).toEqual([...COMMENTS].sort());
    const shared = new Set(
      columnsOf(comment).flatMap((mine) =>
        columnsOf(response).flatMap((theirs) => {
          const values = new Set(response.map((row) => row[theirs]));
          return comment.some((row) => values.has(row[mine])) ? [`${mine} = ${theirs}`] : [];
        })
      )
    );
    expect(shared).toEqual(new Set(['round = round', 'unit = unit']));
    const named = columnsOf(comment).filter((name) => columnsOf(response).includes(name));
    expect(named.sort()).toEqual(['id', 'round', 'unit']);
  });

  it('has no third table that leads from a comment to a response', () => {
    const { comment = [], ...others } = dumpOf(file);
    const text = JSON.stringify(others);
    for (const { id, body } of comment) {
      expect(text).not.toContain(id);
      expect(text).not.toContain(body);
    }
  });

  it('lists both in the order of their random ids: there is no row number to tell the order of arrival', () => {
    const db = new Sqlite(file, { readonly: true });
    for (const table of ['comment', 'response', 'response_aside']) {
      expect(() => db.prepare(`SELECT rowid FROM ${table}`)).toThrow('no such column: rowid');
      const ids = (dumpOf(file)[table] ?? []).map((row) => row['id']);
      expect(ids).toEqual([...ids].sort());
    }
    db.close();
  });

  it('holds the comment of a refused repeat nowhere, not even in its free pages', async () => {
    const response = aResponse(province);
    await submitResponses(province.ctx, [response]);
    await submitResponses(province.ctx, [{ ...response, comment: 'Ý kiến của bản thứ hai' }]);
    await province.ctx.gate.run((db) => db.deleteFrom('comment').where('body', '=', 'Quầy 2 chậm.').execute());
    expect(dumpOf(file)['response_aside']).toHaveLength(1);
    await province.runtime.close();
    const bytes = readFileSync(file);
    expect(bytes.includes('Cần thêm ghế.')).toBe(true);
    for (const gone of ['Ý kiến của bản thứ hai', 'Quầy 2 chậm.']) expect(bytes.includes(gone)).toBe(false);
  });
});

const columnsOf = (rows: readonly Row[]) => Object.keys(rows[0] ?? {});

function dumpOf(file: string): Dump {
  const db = new Sqlite(file, { readonly: true });
  const names = db.prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`).all();
  const dump = names.map(({ name }) => [name, db.prepare<[], Row>(`SELECT * FROM "${name}"`).all()] as const);
  db.close();
  return Object.fromEntries(dump);
}
