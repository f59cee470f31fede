import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../src/lib/server/context.ts';
import { audit } from '../../src/lib/server/services/audit/audit.ts';
import { keptView } from '../../src/lib/server/services/estimate/kept-views.ts';
import { estimateView } from '../../src/lib/server/services/estimate/estimates.ts';
import { overview } from '../../src/lib/server/services/estimate/overview.ts';
import { setTransactions } from '../../src/lib/server/services/rounds/rounds.ts';
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
    const look = (by: Context) => keptView(by, ['once'], () => Promise.resolve((computed += 1)));
    expect(await look(ctx)).toBe(1);
    expect(await look({ ...ctx, actor: { ...ctx.actor, id: 'another', name: 'another' } })).toBe(1);
    expect(await look({ ...ctx, actor: { ...ctx.actor, grants: [{ role: 'province_analyst', unit: 'tinh' }] } })).toBe(
      2
    );
  });

  it('is computed anew after what somebody did, but not after a sign-in', async () => {
    const ctx = large.ctx;
    let computed = 0;
    const look = () => keptView(ctx, ['acts'], () => Promise.resolve((computed += 1)));
    expect(await look()).toBe(1);
    await ctx.gate.run((db) => audit({ ...ctx, db }, 'session.start', { person: 'one', method: 'password' }));
    expect(await look()).toBe(1);
    const rows = [{ unit: 'tinh', respondentType: 'citizen', filingMode: 'in_person', settled: 9 }];
    await setTransactions(ctx, { round: large.round, provisional: false, rows });
    expect(await look()).toBe(2);
    await ctx.directory.reload();
    expect(await look()).toBe(3);
  });

  it('is not kept where it failed', async () => {
    const failing = () => keptView(large.ctx, ['failed'], () => Promise.reject(new Error('no')));
    await expect(failing()).rejects.toThrow('no');
    expect(await keptView(large.ctx, ['failed'], () => Promise.resolve('yes'))).toBe('yes');
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
