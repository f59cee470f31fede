import { openBooklets } from '../../../domain/questionnaire/booklets.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import { randomFrom, type Random } from '../../../domain/simulation/random.ts';
import { SPREAD, simulateAnswers, type Turn } from '../../../domain/simulation/respondent.ts';
import { DAY_MS, startOfLocalDay } from '../../../domain/shared/time.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import type { LinkEntry, RoundEntry } from '../organisation/directory.ts';
import { submitResponses } from '../submit/submit.ts';

export interface SimulationPlan {
  readonly responses: number;
  readonly seed: number;
  /** First and last local day of answering. */
  readonly from: string;
  readonly to: string;
  /** 0 for the first quarter of the story, 1 for the next. */
  readonly quarter: number;
  /** Units from which nothing comes: the empty stratum must be seen. */
  readonly silentUnits: ReadonlySet<string>;
  /** Counters in which somebody fills in forms himself. */
  readonly stuffedCounters: ReadonlySet<string>;
  /** Units from which many answers come. */
  readonly busyUnits?: ReadonlySet<string>;
  /** Units that are better or worse than in the quarters before. */
  readonly turns?: ReadonlyMap<string, Turn>;
}

/**
 * Sends simulated responses to the open round through the submit path, day by day, each marked as simulated. Refuses a
 * production database. `progress` hears how many are stored.
 */
export async function simulateRound(
  ctx: Context,
  round: RoundEntry,
  plan: SimulationPlan,
  progress: (stored: number) => void = () => undefined
): Promise<number> {
  if (ctx.directory.purpose() !== 'demo') throw problem('production.refused');
  const random = randomFrom(plan.seed);
  const questionnaire = ctx.directory.questionnaire(round.questionnaire);
  const crowd = crowdOf(ctx, round, plan);
  const days = workingDays(plan.from, plan.to);
  let stored = 0;
  for (const [i, day] of days.entries()) {
    const size = Math.round((plan.responses * (i + 1)) / days.length) - Math.round((plan.responses * i) / days.length);
    const now = () => startOfLocalDay(day) + DAY_MS / 2;
    const mood = new Map<string, number>();
    const values = Array.from({ length: size }, () => {
      const link = random.pick(crowd);
      const counterDay = mood.get(link.counter.id) ?? random.normal() * SPREAD.counterDay;
      mood.set(link.counter.id, counterDay);
      return simulatedResponse(questionnaire, round, { link, counterDay, plan }, random);
    });
    const results = await submitResponses({ ...ctx, now }, values, { simulated: true });
    stored += results.filter((result) => result.status === 'stored').length;
    progress(stored);
  }
  return stored;
}

const BUSY = 14;

/** Links as often as people use them: large units more, posters most, then online links, then kiosks. */
function crowdOf(ctx: Context, round: RoundEntry, plan: SimulationPlan): readonly LinkEntry[] {
  return [...round.units].sort().flatMap((unit) => {
    if (plan.silentUnits.has(unit)) return [];
    const size = plan.busyUnits?.has(unit) ? BUSY : 1 + (fingerprint(unit) % 4);
    return ctx.directory
      .linksOf(unit)
      .toSorted(byPlace)
      .flatMap((link) => {
        const share = link.channel === 'qr' ? 3 : link.channel === 'link' ? 4 : 2;
        return link.revoked ? [] : new Array<LinkEntry>(share * size).fill(link);
      });
  });
}

/** By what a link is of: codes are drawn anew in each installation, and the same seed gives the same people. */
function byPlace(a: LinkEntry, b: LinkEntry): number {
  const place = ({ counter, channel, filingMode, stage }: LinkEntry) =>
    [counter.id, channel, filingMode, stage].join(' ');
  return place(a) < place(b) ? -1 : 1;
}

function simulatedResponse(
  q: Questionnaire,
  round: RoundEntry,
  at: { link: LinkEntry; counterDay: number; plan: SimulationPlan },
  random: Random
): Record<string, unknown> {
  const { link } = at;
  const filingMode = link.filingMode ?? 'in_person';
  const stage = link.stage ?? (random.chance(0.65) ? 'received' : 'submitted');
  const booklet = random.pick(openBooklets(q, filingMode, stage));
  const unitEffect = ((fingerprint(link.counter.unit) % 1000) / 1000 - 0.5) * 3.46 * SPREAD.unit;
  const answers = simulateAnswers(
    q,
    booklet,
    {
      unitEffect,
      counterDayEffect: at.counterDay,
      quarter: at.plan.quarter,
      stuffed: at.plan.stuffedCounters.has(link.counter.id),
      turn: at.plan.turns?.get(link.counter.unit)
    },
    random
  );
  const ratings = Object.values(answers).filter((value) => typeof value === 'number');
  const low = ratings.some((value) => value <= 3);
  const id = random.uuid();
  const respondentType = random.chance(0.88) ? 'citizen' : 'business';
  return {
    id,
    link: link.code,
    questionnaire: round.questionnaire,
    booklet: booklet.id,
    respondentType,
    filingMode,
    stage,
    language: random.chance(0.97) ? 'vi' : 'en',
    answers,
    reasons: low && random.chance(0.5) ? [random.pick(q.reasons).id] : [],
    praise: !low && random.chance(0.4) ? [random.pick(q.praise.options).id] : [],
    whoFilled: random.chance(0.8) ? 'self' : random.pick(q.whoFilled.options).id,
    profile: simulatedProfile(q, respondentType, randomFrom(fingerprint(id))),
    comment: '',
    durationS: Math.round(35 + 25 * random.next())
  };
}

/** Three in four answer a question about themselves; the first options are the most frequent. */
function simulatedProfile(q: Questionnaire, respondentType: string, random: Random): Record<string, string> {
  const asked = q.profile.filter((one) => one.enabled && one.respondentTypes.includes(respondentType));
  return Object.fromEntries(
    asked.flatMap(({ id, options }) => {
      if (!random.chance(0.75)) return [];
      const at = Math.floor(options.length * random.next() * (0.4 + 0.6 * random.next()));
      const option = options[at];
      return option ? [[id, option.id]] : [];
    })
  );
}

function workingDays(from: string, to: string): readonly string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) {
    const date = new Date(at);
    if (date.getUTCDay() % 6 !== 0) days.push(date.toISOString().slice(0, 10));
  }
  return days.length > 0 ? days : [to];
}

/** A stable number of an id, so that a unit is the same in every quarter. */
export function fingerprint(id: string): number {
  let hash = 7;
  for (const letter of id) hash = (Math.imul(hash, 33) ^ (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash;
}
