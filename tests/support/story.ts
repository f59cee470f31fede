import { COUNTER_DESIGN } from '../../src/lib/domain/sampling/round-design.ts';
import { DAY_MS, localDay } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import { applyChange, previewChange } from '../../src/lib/server/services/organisation/unit-changes.ts';
import { closeRound } from '../../src/lib/server/services/rounds/round-closing.ts';
import { openRound } from '../../src/lib/server/services/rounds/rounds.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { aResponse, type Province } from './factory.ts';

/** Communes that the story needs, by their place in the province. */
export const STORY = {
  merged: 0,
  joined: 1,
  small: 2,
  stuffed: 3,
  improved: 4,
  steady: [5, 6, 7, 8],
  hidden: [9, 10],
  communes: 11
} as const;

/** How many answer, and which parts of them are satisfied with procedures (A2) and on the whole. */
interface Crowd {
  readonly n: number;
  readonly procedures?: number;
  readonly overall?: number;
  readonly isStuffed?: boolean;
}

const STEADY: readonly (readonly [number, Crowd])[] = [
  ...STORY.steady.map((commune) => [commune, { n: 160 }] as const),
  ...STORY.hidden.map((commune) => [commune, { n: 3 }] as const)
];
const BEFORE: readonly (readonly [number, Crowd])[] = [
  [STORY.merged, { n: 240 }],
  [STORY.joined, { n: 160 }],
  [STORY.small, { n: 20 }],
  [STORY.stuffed, { n: 300 }],
  [STORY.improved, { n: 400, procedures: 0.8, overall: 0.8 }],
  ...STEADY
];
const AFTER: readonly (readonly [number, Crowd])[] = [
  [STORY.merged, { n: 400, procedures: 0.8 }],
  [STORY.small, { n: 20, procedures: 0.8, overall: 0.8 }],
  [STORY.stuffed, { n: 300, isStuffed: true }],
  [STORY.improved, { n: 400, procedures: 0.92, overall: 0.92 }],
  ...STEADY
];

/**
 * Two rounds: a commune that took another in falls by ten points in procedures at n = 400, one by as many there and on the
 * whole at n = 20; the forms of one are all of the highest level; one improves; the others stay. Gives the second round, which ends soon.
 */
export async function tellStory(ctx: Context, province: Province): Promise<string> {
  for (const [commune, crowd] of BEFORE) await send(ctx, province, commune, crowd);
  await closeRound(ctx, province.round);
  await merge(ctx, idOf(province, STORY.merged), idOf(province, STORY.joined));
  const day = (days: number) => localDay(ctx.now() + days * DAY_MS);
  const round = 'ky-sau';
  const units = province.communes.filter((_, i) => i !== STORY.joined);
  await openRound(ctx, {
    ...{ id: round, name: 'Kỳ sau', opensOn: day(0), closesOn: day(10), previousRound: province.round },
    ...{ questionnaire: province.questionnaire.hash, criteriaSet: province.criteriaSet, design: COUNTER_DESIGN },
    units: units.map(({ id }) => ({ id, target: 100 }))
  });
  for (const [commune, crowd] of AFTER) await send(ctx, province, commune, crowd);
  return round;
}

function idOf({ communes }: Province, commune: number): string {
  return communes[commune]?.id ?? '';
}

async function merge(ctx: Context, unit: string, other: string): Promise<void> {
  const { name, type } = ctx.directory.unit(unit);
  const wanted = {
    ...{ kind: 'merge' as const, unit, on: localDay(ctx.now()), others: [other], into: null },
    named: { name, type }
  };
  await applyChange(ctx, wanted, (await previewChange(ctx, wanted)).mark);
}

async function send(ctx: Context, province: Province, commune: number, crowd: Crowd): Promise<void> {
  const link = province.communes[commune]?.links[0] ?? '';
  const all = Array.from({ length: crowd.n }, (_, i) => responseOf(province, link, { crowd, i }));
  for (let at = 0; at < all.length; at += 50) await submitResponses(ctx, all.slice(at, at + 50));
}

/** The i-th of a crowd: booklets in rotation, so that the dissatisfied are spread over all items. */
function responseOf(province: Province, link: string, { crowd, i }: { readonly crowd: Crowd; readonly i: number }) {
  const { document } = province.questionnaire;
  const booklets = document.booklets['in_person/received'] ?? [];
  const booklet = i % booklets.length;
  const { n, procedures = 0.9, overall = 0.9, isStuffed = false } = crowd;
  const level = (part: number) => (isStuffed ? 5 : i >= part * n ? 2 : i % 3 === 0 ? 5 : 4);
  const answers = (booklets[booklet] ?? []).map((item) => [item, level(item.startsWith('A2') ? procedures : 0.9)]);
  return aResponse(province, link, {
    booklet: `in_person/received/${booklet + 1}`,
    answers: { ...Object.fromEntries(answers), [document.keyItem.id]: level(overall) }
  });
}
