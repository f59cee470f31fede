import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../src/lib/server/db/connect.ts';
import { aProvince, type TestProvince } from '../support/province.ts';

/** Writes a setting for each item; throws after it has written all when one is bad. */
async function writeAll(db: Db, items: readonly string[]): Promise<readonly string[]> {
  for (const name of items) await db.insertInto('setting').values({ name, value: 'x' }).execute();
  if (items.includes('bad')) throw new Error('a bad item');
  return items.map((name) => `${name}, one of ${items.length}`);
}

describe('the write gate', () => {
  let province: TestProvince;
  beforeEach(async () => {
    province = await aProvince();
  });
  afterEach(() => province.end());

  const written = async () => {
    const rows = await province.ctx.db.selectFrom('setting').select('name').where('value', '=', 'x').execute();
    return rows.map(({ name }) => name).sort();
  };

  it('rolls back a job that throws, alone', async () => {
    const { gate } = province.ctx;
    const half = gate.run(async (db) => {
      await writeAll(db, ['half']);
      throw new Error('broken');
    });
    const whole = gate.run((db) => writeAll(db, ['whole']));
    await expect(half).rejects.toThrow('broken');
    await whole;
    expect(await written()).toEqual(['whole']);
  });

  it('gives what waits for the same work to it together', async () => {
    const { gate } = province.ctx;
    const results = await Promise.all(['a', 'b', 'c'].map((item) => gate.together(writeAll, item)));
    expect(results).toEqual(['a, one of 3', 'b, one of 3', 'c, one of 3']);
  });

  it('tries each item alone where the work throws: only the bad one fails', async () => {
    const { gate } = province.ctx;
    const results = await Promise.allSettled(['a', 'bad', 'c'].map((item) => gate.together(writeAll, item)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await written()).toEqual(['a', 'c']);
  });

  it('lets no two jobs overlap: what one has read is so when it writes', async () => {
    const { gate } = province.ctx;
    const count = () =>
      gate.run(async (db) => {
        const known = await db.selectFrom('setting').select('name').where('name', 'like', 'n%').execute();
        await db
          .insertInto('setting')
          .values({ name: `n${known.length}`, value: 'x' })
          .execute();
      });
    await Promise.all(Array.from({ length: 20 }, count));
    expect(await written()).toHaveLength(20);
  });
});
