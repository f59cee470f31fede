import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { operatorContext } from '../../../src/cli/open.ts';
import { parseConfig } from '../../../src/lib/server/config.ts';
import type { Context } from '../../../src/lib/server/context.ts';
import { openRuntime, type Runtime } from '../../../src/lib/server/runtime.ts';
import { createLink, revokeLink } from '../../../src/lib/server/services/links/links.ts';
import { createPerson } from '../../../src/lib/server/services/people/people.ts';
import { closeRound } from '../../../src/lib/server/services/rounds/round-closing.ts';
import { openRound } from '../../../src/lib/server/services/rounds/rounds.ts';
import { submitResponses } from '../../../src/lib/server/services/submit/submit.ts';
import { verify } from '../../../src/lib/server/services/store/verify.ts';
import { environmentOf } from '../../support/database.ts';
import { aProvince, aResponse, type TestProvince } from '../../support/province.ts';

/** What one server does the other knows within a second. */
const SEEN = { timeout: 1_000, interval: 20 };

describe('two servers on one PostgreSQL', () => {
  let province: TestProvince;
  let other: Runtime;
  let a: Context;
  let b: Context;
  beforeEach(async () => {
    province = await aProvince({ communes: 3 });
    other = await openRuntime(parseConfig(environmentOf(province.dataDir)));
    a = province.ctx;
    b = operatorContext(other);
  });
  afterEach(async () => {
    await other.close();
    await province.end();
  });

  const statuses = (results: readonly { readonly status: string }[]) =>
    Object.fromEntries([...Map.groupBy(results, ({ status }) => status)].map(([name, list]) => [name, list.length]));

  it('refuse answers to a link within a second of its end on the other, and know a new one', async () => {
    const [code = ''] = province.codes;
    await revokeLink(a, code);
    await expect.poll(() => b.directory.link(code)?.revoked, SEEN).toBe(true);
    const [refused] = await submitResponses(b, [aResponse(province)]);
    expect(refused?.problems[0]?.code).toBe('link.revoked');
    const made = await createLink(b, { counter: 'xa-1-q1', filingMode: null, stage: null });
    await expect.poll(() => a.directory.link(made)?.code, SEEN).toBe(made);
  });

  it('close and open a round within a second of the other', async () => {
    await closeRound(a, province.round);
    await expect.poll(() => b.directory.openRound('xa-1'), SEEN).toBeUndefined();
    const closed = a.directory.round(province.round);
    const units = province.communes.map((id) => ({ id, target: 60 }));
    await openRound(b, { ...closed, id: 'round-2', previousRound: province.round, units });
    await expect.poll(() => a.directory.openRound('xa-1')?.id, SEEN).toBe('round-2');
  });

  it('make a page of the new state: its sources are other objects', async () => {
    const [code = ''] = province.codes;
    const before = b.directory.link(code);
    await createLink(a, { counter: 'xa-2-q1', filingMode: null, stage: null });
    await expect.poll(() => b.directory.link(code) !== before, SEEN).toBe(true);
  });

  it('add to the same cells at once, and lose or double nothing', async () => {
    const values = Array.from({ length: 600 }, (_, i) =>
      aResponse(province, { link: province.codes[i % 3], comment: i % 5 === 0 ? `Ý kiến ${i}` : '' })
    );
    // Every third is sent to both, as a client does whose connection broke.
    const sentToB = [...values.slice(300), ...values.slice(0, 300).filter((_, i) => i % 3 === 0)];
    const send = (ctx: Context, list: readonly unknown[]) =>
      Promise.all(list.map((value) => submitResponses(ctx, [value])));
    const results = (await Promise.all([send(a, values.slice(0, 300)), send(b, sentToB)])).flat(2);
    expect(statuses(results)).toEqual({ stored: 600, duplicate: 100 });
    const report = await verify(a.db, a.directory);
    expect(report).toMatchObject({ responses: 600, differences: [] });
    const comments = await a.db.selectFrom('comment').select('body').execute();
    expect(new Set(comments.map(({ body }) => body)).size).toBe(120);
    expect(comments).toHaveLength(120);
  });

  it('store one of a hundred sendings of the same id at once, and give all the same receipt', async () => {
    const response = aResponse(province);
    const sendings = Array.from({ length: 100 }, (_, i) => submitResponses(i % 2 === 0 ? a : b, [response]));
    const results = (await Promise.all(sendings)).flat();
    expect(statuses(results)).toEqual({ stored: 1, duplicate: 99 });
    expect(new Set(results.map(({ receipt }) => receipt)).size).toBe(1);
    expect((await verify(a.db, a.directory)).differences).toEqual([]);
  });

  it('keep one chain of audit entries, and let one of two make an account', async () => {
    const link = { counter: 'xa-1-q2', filingMode: null, stage: null };
    await Promise.all(Array.from({ length: 20 }, (_, i) => createLink(i % 2 === 0 ? a : b, link)));
    const person = { account: 'mot-nguoi', name: 'Một', password: null, grants: [] };
    const made = await Promise.allSettled([createPerson(a, person), createPerson(b, person)]);
    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await verify(a.db, a.directory)).firstBadAuditEntry).toBeNull();
  });

  it('keep arrivals in a schema of their own, out of a dump of the main one', async () => {
    const response = aResponse(province, { durationS: 41 });
    await submitResponses(a, [response]);
    const arrivals = () =>
      sql<{ response: string; received_at: number }>`SELECT response, received_at FROM arrivals.arrival`.execute(b.db);
    await expect.poll(async () => (await arrivals()).rows.map((row) => row.response)).toEqual([response['id']]);
    await a.arrivals.purge(Date.now() + 8 * 86_400_000);
    expect((await arrivals()).rows).toEqual([]);
  });

  it('refuse to start with another key, which would take every repeat for a conflict', async () => {
    const env = { ...environmentOf(province.dataDir), HAILONG_SECRET: 'f'.repeat(64) };
    await expect(openRuntime(parseConfig(env))).rejects.toThrow('another installation key');
    const { HAILONG_SECRET: _, ...without } = env;
    await expect(openRuntime(parseConfig(without))).rejects.toThrow('HAILONG_SECRET');
  });
});
