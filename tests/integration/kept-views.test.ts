import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Context } from '../../src/lib/server/context.ts';
import { audit } from '../../src/lib/server/services/audit/audit.ts';
import { keptView } from '../../src/lib/server/services/estimate/kept-views.ts';
import { estimateView } from '../../src/lib/server/services/estimate/estimates.ts';
import { overview } from '../../src/lib/server/services/estimate/overview.ts';
import { setTransactions } from '../../src/lib/server/services/rounds/rounds.ts';
import { ofRound, roundMarks } from '../../src/lib/server/services/estimate/closed-rounds.ts';
import { roundPoints } from '../../src/lib/server/services/trends/round-points.ts';
import { unitFigures } from '../../src/lib/server/services/units/unit-figures.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { aProvince, aResponse, type TestProvince } from '../support/province.ts';

let large: TestProvince;
let small: TestProvince;
const query = (round: string) => ({ round, unit: 'tinh', respondentType: null, filingMode: null, lane: null });

beforeAll(async () => {
  [large, small] = [await aProvince({ communes: 200 }), await aProvince({ communes: 2 })];
});
afterAll(async () => {
  for (const one of [large, small]) await one.end();
});

describe('a view of a large round', () => {
  it('is computed once for readers with the same grants', async () => {
    const ctx = large.ctx;
    let computed = 0;
    const look = (by: Context) =>
      keptView(by, ['once'], () => Promise.resolve({ times: (computed += 1) })).then(({ times }) => times);
    expect(await look(ctx)).toBe(1);
    expect(await look({ ...ctx, actor: { ...ctx.actor, id: 'another', name: 'another' } })).toBe(1);
    expect(await look({ ...ctx, actor: { ...ctx.actor, grants: [{ role: 'province_analyst', unit: 'tinh' }] } })).toBe(
      2
    );
  });

  it('is computed anew after what somebody did, but not after a sign-in', async () => {
    const ctx = large.ctx;
    let computed = 0;
    const look = () =>
      keptView(ctx, ['acts'], () => Promise.resolve({ times: (computed += 1) })).then(({ times }) => times);
    expect(await look()).toBe(1);
    await ctx.gate.run((db) => audit({ ...ctx, db }, 'session.start', { person: 'one', method: 'password' }));
    expect(await look()).toBe(1);
    const rows = [{ unit: 'tinh', respondentType: 'citizen', filingMode: 'in_person', settled: 9 }];
    await setTransactions(ctx, { round: large.round, provisional: false, rows });
    expect(await look()).toBe(2);
    await ctx.directory.reload();
    expect(await look()).toBe(3);
  });

  it('is held by no timer any more once others took its place or it was made anew', async () => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    const look = (name: string) => keptView(large.ctx, ['held', name], () => Promise.resolve({ name }));
    await look('first');
    const first: unknown = set.mock.results.at(set.mock.calls.findIndex(([, delay]) => delay === 45_000))?.value;
    expect(first).toBeDefined();
    for (let i = 0; i < 47; i += 1) await look(`view ${i}`);
    expect(cleared.mock.calls.flat()).not.toContain(first);
    await look('one more');
    expect(cleared.mock.calls.flat()).toContain(first);
    vi.restoreAllMocks();
  });

  it('is not kept where it failed', async () => {
    const failing = () => keptView(large.ctx, ['failed'], () => Promise.reject(new Error('no')));
    await expect(failing()).rejects.toThrow('no');
    expect(await keptView(large.ctx, ['failed'], () => Promise.resolve({ is: 'there' }))).toMatchObject({
      is: 'there'
    });
  });

  it('is the one that was computed, whoever asks and in whatever order the query is given', async () => {
    const before = await overview(large.ctx, query(large.round));
    expect(await overview(large.ctx, { ...query(large.round), unit: 'tinh' })).toBe(before);
    for (const cut of [{ respondentType: 'citizen' }, { filingMode: 'in_person' }, { lane: 'qr' }])
      expect(await overview(large.ctx, { ...query(large.round), ...cut })).not.toBe(before);
  });
});

describe('a view of a small round', () => {
  it('is read at every look', async () => {
    await submitResponses(
      small.ctx,
      Array.from({ length: 12 }, () => aResponse(small))
    );
    expect((await estimateView(small.ctx, query(small.round))).counts?.n).toBe(12);
    await submitResponses(small.ctx, [aResponse(small)]);
    expect((await estimateView(small.ctx, query(small.round))).counts?.n).toBe(13);
  });
});

describe('figures of a closed round of many units', () => {
  const kept = (ctx: Context) => ctx.db.selectFrom('round_figure').select(['round', 'name', 'mark']).execute();
  const asRound = (of: TestProvince) => ({ ...of.ctx.directory.round(of.round), status: 'closed' as const });

  it('are read from the database by the next server, until what they hang on changes', async () => {
    const { ctx } = large;
    const round = asRound(large);
    const named = { round, name: 'seen', isShared: true };
    let computed = 0;
    const compute = () => Promise.resolve({ times: (computed += 1), units: new Map([['xa-1', 0.5]]) });
    const look = async () =>
      ofRound({ ...ctx, directory: Object.create(ctx.directory) }, await roundMarks(ctx), named, compute);
    expect(await look()).toEqual({ times: 1, units: new Map([['xa-1', 0.5]]) });
    expect(await look()).toEqual({ times: 1, units: new Map([['xa-1', 0.5]]) });
    expect((await kept(ctx)).map(({ name }) => name)).toEqual(['seen']);
    const rows = [{ unit: 'tinh', respondentType: 'citizen', filingMode: 'online', settled: 7 }];
    await setTransactions(ctx, { round: large.round, provisional: false, rows });
    expect(await look()).toMatchObject({ times: 2 });
    expect(await kept(ctx)).toHaveLength(1);
  });

  it('are computed again where two counts of transactions change places, and of that round alone', async () => {
    const { ctx } = large;
    const enter = (citizen: number, business: number) =>
      setTransactions(ctx, {
        ...{ round: large.round, provisional: false },
        rows: [
          { unit: 'tinh', respondentType: 'citizen', filingMode: 'postal', settled: citizen },
          { unit: 'tinh', respondentType: 'business', filingMode: 'postal', settled: business }
        ]
      });
    await enter(300, 20);
    const before = await roundMarks(ctx);
    await enter(20, 300);
    const after = await roundMarks(ctx);
    expect(after.get(large.round)).not.toBe(before.get(large.round));
    expect([...after.keys()]).toEqual([large.round]);
    expect(await roundMarks(ctx)).toEqual(after);
  });

  it('are kept in memory of so many units, those asked for last, and in the database where many ask for them', async () => {
    const { ctx } = large;
    const own = { ...ctx, directory: Object.create(ctx.directory) } as Context;
    const marks = await roundMarks(ctx);
    let computed = 0;
    const look = (name: string) =>
      ofRound(own, marks, { round: asRound(large), name, units: 1_000 }, () => Promise.resolve((computed += 1)));
    for (let i = 0; i < 60; i += 1) await look(`table ${i}`);
    expect([await look('table 0'), computed]).toEqual([1, 60]);
    await look('one more'); // the table asked for longest ago goes, which is not the first any more
    expect([await look('table 0'), await look('table 1')]).toEqual([1, 62]);

    const cuts = [{ lane: 'qr' }, { lane: 'qr/C/counted' }, { lane: 'qr', respondentType: 'citizen' }];
    const before = (await kept(ctx)).length;
    for (const cut of cuts) {
      const filter = { respondentType: null, filingMode: null, ...cut };
      await unitFigures(own, marks, asRound(large), { parent: 'tinh', filter });
    }
    expect(await kept(ctx)).toHaveLength(before + 1);
  });

  it('are computed again where what was kept cannot be read', async () => {
    const { ctx } = large;
    const named = { round: asRound(large), name: 'broken', isShared: true };
    const look = async (times: number) =>
      ofRound({ ...ctx, directory: Object.create(ctx.directory) }, await roundMarks(ctx), named, () =>
        Promise.resolve({ times })
      );
    expect(await look(1)).toEqual({ times: 1 });
    await ctx.gate.run((db) =>
      db
        .updateTable('round_figure')
        .set({ figures: new Uint8Array([1, 2, 3]) })
        .execute()
    );
    expect(await look(2)).toEqual({ times: 2 });
    expect(await look(3)).toEqual({ times: 2 });
  });

  it('of a unit are those of the table of units, once that was made', async () => {
    const many = await aProvince({ communes: 200 });
    const { ctx } = many;
    await submitResponses(
      ctx,
      Array.from({ length: 24 }, () => aResponse(many))
    );
    await ctx.gate.run((db) => db.updateTable('round').set({ status: 'closed' }).execute());
    await ctx.directory.reload();
    const query = { unit: 'xa-1', as: 'then', respondentType: null, filingMode: null, lane: null } as const;
    const another = () => ({ ...ctx, directory: Object.create(ctx.directory) }) as Context;
    const alone = await roundPoints(another(), query);
    await unitFigures(another(), await roundMarks(ctx), ctx.directory.round(many.round), {
      parent: 'tinh',
      filter: query
    });
    expect(alone[0]?.n).toBe(24);
    expect(await roundPoints(another(), query)).toEqual(alone);
    await many.end();
  });
});
