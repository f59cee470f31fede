import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../../src/lib/domain/shared/problem.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { signIn } from '../../src/lib/server/services/sign-in/sign-in.ts';
import { aProvince, aRuntime, PASSWORD, type TestRuntime } from '../support/factory.ts';
import { sessionOf } from '../support/signed-in.ts';

const SECOND_MS = 1_000;
const HOUR_S = 3_600;

let runtime: TestRuntime;

beforeAll(async () => {
  runtime = await aRuntime();
  await aProvince(runtime);
});
afterAll(() => runtime?.end());

const sent = (account: string, password: string, device?: string) => ({
  account,
  password,
  device,
  oldToken: undefined
});

/** What a sign-in ends with: the code of its problem, or `in`. */
const outcome = (ctx: Context, of: ReturnType<typeof sent>) =>
  signIn(ctx, of).then(
    () => 'in',
    (fault: unknown) => (fault instanceof Problem ? fault.code : String(fault))
  );

describe('the delay after wrong passwords', () => {
  it('looks at 20 or fewer of 10,000 guesses an hour; the owner goes on from a known device at once', async () => {
    let now = Date.now();
    const ctx: Context = { ...runtime.context, now: () => now };
    const { device } = sessionOf(await signIn(ctx, sent('province-admin', PASSWORD)));
    const tally: Record<string, number> = {};
    for (let guess = 0; guess < 10_000; guess += 1) {
      const code = await outcome(ctx, sent('province-admin', `guess number ${guess}`));
      tally[code] = (tally[code] ?? 0) + 1;
      now += (HOUR_S * SECOND_MS) / 10_000;
    }
    console.log(`10,000 guesses in an hour: ${JSON.stringify(tally)}`);
    expect(tally['sign_in.failed']).toBeLessThanOrEqual(20);
    expect(Object.keys(tally).sort()).toEqual(['sign_in.failed', 'sign_in.slow_down']);
    expect(await outcome(ctx, sent('province-admin', PASSWORD, device))).toBe('in');
    const fromNew = await signIn(ctx, sent('province-admin', PASSWORD)).catch((fault: unknown) => fault);
    expect(fromNew).toMatchObject({ code: 'sign_in.slow_down' });
    expect(fromNew instanceof Problem ? fromNew.details['seconds'] : 0).toBeGreaterThan(0);
    expect(fromNew instanceof Problem ? fromNew.details['seconds'] : 0).toBeLessThanOrEqual(900);
    now += 900 * SECOND_MS;
    expect(await outcome(ctx, sent('province-admin', PASSWORD))).toBe('in');
  });

  it('lets five of a hundred parallel guesses through', async () => {
    const at = Date.now(); // the clock stands still, however long a hundred guesses take
    const ctx: Context = { ...runtime.context, now: () => at };
    const codes = await Promise.all(
      Array.from({ length: 100 }, (_, i) => outcome(ctx, sent('auditor', `parallel ${i}`)))
    );
    expect(codes.filter((code) => code === 'sign_in.failed')).toHaveLength(5);
    expect(codes.filter((code) => code === 'sign_in.slow_down')).toHaveLength(95);
  });

  it('is the same for an account that nobody has, and keeps no account name', async () => {
    const codes = [];
    for (let i = 0; i < 6; i += 1) codes.push(await outcome(runtime.context, sent('mat-khau-go-nham', `guess ${i}`)));
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'sign_in.failed'), 'sign_in.slow_down']);
    const rows = await runtime.context.db.selectFrom('sign_in_delay').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('mat-khau');
  });

  it('does not count what was answered 503', async () => {
    const at = Date.now();
    const ctx: Context = { ...runtime.context, now: () => at };
    const flood = Array.from({ length: 200 }, (_, i) => outcome(ctx, sent(`flood-${i}`, 'wrong wrong')));
    await firstOf(flood, 'store.busy'); // the queue is full from here on; a place or two comes free meanwhile
    const ours = await Promise.all(Array.from({ length: 20 }, () => outcome(ctx, sent('unit-viewer', 'wrong wrong'))));
    await Promise.all(flood);
    const judged = ours.filter((one) => one !== 'store.busy').length;
    expect(judged).toBeLessThan(5);
    expect(await outcome(ctx, sent('unit-viewer', PASSWORD))).toBe('in');
    const wrong = [];
    for (let i = judged; i < 5; i += 1) wrong.push(await outcome(ctx, sent('unit-viewer', `wrong ${i}`)));
    expect(new Set(wrong)).toEqual(new Set(['sign_in.failed']));
  });

  it('starts anew for an owner who signed in, and gives a rival no new guesses by it', async () => {
    let now = Date.now();
    const ctx: Context = { ...runtime.context, now: () => now };
    for (let i = 0; i < 6; i += 1) {
      await outcome(ctx, sent('unit-manager', `rival ${i}`));
      now += SECOND_MS;
    }
    now += 5 * SECOND_MS;
    expect(await outcome(ctx, sent('unit-manager', PASSWORD))).toBe('in');
    const after = [await outcome(ctx, sent('unit-manager', 'rival 7')), await outcome(ctx, sent('unit-manager', 'x'))];
    expect(after).toEqual(['sign_in.failed', 'sign_in.slow_down']);
  });

  it('is no longer than it was set when the clock goes back, by an hour or by ten years', async () => {
    const start = Date.now() + 2 * HOUR_S * SECOND_MS;
    let now = start;
    const ctx: Context = { ...runtime.context, now: () => now };
    for (let i = 0; i < 6; i += 1) await outcome(ctx, sent('clock', `rival ${i}`));
    now = start - 0.9 * HOUR_S * SECOND_MS;
    const slowed = await signIn(ctx, sent('clock', 'rival')).catch((fault: unknown) => fault);
    expect(slowed).toMatchObject({ code: 'sign_in.slow_down', details: { seconds: 1 } });
    now = start - 10 * 365 * 24 * HOUR_S * SECOND_MS;
    expect(await outcome(ctx, sent('clock', 'rival'))).toBe('sign_in.failed');
  });

  it('forgets after an hour, and then the rows too', async () => {
    let now = Date.now() + 10 * HOUR_S * SECOND_MS;
    const ctx: Context = { ...runtime.context, now: () => now };
    for (let i = 0; i < 6; i += 1) await outcome(ctx, sent('province-analyst', `rival ${i}`));
    now += HOUR_S * SECOND_MS;
    expect(await outcome(ctx, sent('province-analyst', PASSWORD))).toBe('in');
    now += 2 * HOUR_S * SECOND_MS;
    await outcome(ctx, sent('somebody-new', 'wrong wrong'));
    await ctx.gate.drain();
    expect(await ctx.db.selectFrom('sign_in_delay').select('key').execute()).toHaveLength(1);
  });
});

/** Resolves when one of the outcomes is this one. */
function firstOf(outcomes: readonly Promise<string>[], wanted: string): Promise<void> {
  return new Promise((resolve) => {
    for (const one of outcomes) void one.then((found) => (found === wanted ? resolve() : undefined));
  });
}
