import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays } from '../../src/lib/domain/round/status.ts';
import { localDay, startOfLocalDay } from '../../src/lib/domain/shared/time.ts';
import { NOBODY } from '../../src/lib/server/context.ts';
import { publicResults } from '../../src/lib/server/services/results/public-results.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { aProvince, aResponse, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';

/** Responses by commune; of those of the last, so many answer the first area. */
const [SENT, ANSWERED] = [[60, 40, 20], 6];
let runtime: TestRuntime;
let province: Province;

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: SENT.length, counters: 1 });
  for (const [i, count] of SENT.entries()) {
    const link = province.communes[i]?.links[0] ?? '';
    const sent = Array.from({ length: count }, (_, k) => answer(link, i === SENT.length - 1 && k >= ANSWERED));
    for (const one of await submitResponses(runtime.context, sent)) expect(one.status).toBe('stored');
  }
  await closeRound(runtime.program(), province.round);
}, 120_000);
afterAll(() => runtime?.end());

function answer(link: string, skips: boolean) {
  const sent = aResponse(province, link);
  const first = province.questionnaire.document.areas[0]?.items.map(({ id }) => id) ?? [];
  const answers = Object.entries(sent.answers).filter(([id]) => !skips || !first.includes(id));
  return { ...sent, answers: Object.fromEntries(answers) };
}

it('an area that few answered in a unit cannot be computed from the whole less all others', async () => {
  const later = startOfLocalDay(addDays(localDay(Date.now()), 9));
  const ctx = { ...runtime.contextFor(NOBODY), now: () => later };
  const { document } = (await publicResults(ctx, province.round, 1)).publication;
  const { whole } = document;
  const units = document.units.filter(({ n }) => n !== null); // nobody answered elsewhere
  expect(units.map(({ n }) => n).sort()).toEqual([...SENT].sort());
  const rests = whole.areas.map(({ id, n }) => {
    const own = units.map(({ areas }) => areas.find((area) => area.id === id)?.n ?? null);
    return {
      id,
      hidden: own.filter((one) => one === null).length,
      n: (n ?? 0) - own.reduce<number>((sum, one) => sum + (one ?? 0), 0)
    };
  });
  expect(rests[0]).toMatchObject({ hidden: 2, n: 40 + ANSWERED });
  for (const { n, hidden } of rests.slice(1)) expect([n, hidden]).toEqual([0, 0]);
});
