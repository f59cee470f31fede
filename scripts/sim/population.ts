import type { SurveyData, SurveyQuestionnaire } from '../../src/lib/domain/analysis/survey-data.ts';
import { normalQuantile } from '../../src/lib/domain/statistics/distributions.ts';
import type { Random } from '../../src/lib/domain/simulation/random.ts';

/** A population of people who answer on five levels, and a way to draw a sample of it. */
export interface Population {
  readonly questionnaire: SurveyQuestionnaire;
  /** Column by which responses are clustered. */
  readonly cluster: readonly string[] | null;
  readonly draw: (random: Random) => Drawn;
}

export interface Drawn {
  readonly data: SurveyData;
  /** The true figures of the strata in the sample. */
  readonly truth: Truth;
}

export interface Truth {
  readonly keyShare: number;
  readonly keyMean: number;
  /** Of the first area. */
  readonly areaMean: number;
  readonly areaShare: number;
}

/** Of what spreads two answers of one person, and two of one counter-day. */
const PERSON = 0.4;
const COUNTER_DAY = 0.1;
const NO_OPINION_SHARE = 0.08;
const ITEM_SHIFT = 0.02;
const STRATUM_SHIFT = 0.03;

/** Shares of 1 … 5 with a satisfied share: skewed, as satisfaction is. */
function levels(share: number): readonly number[] {
  return [0.1 * (1 - share), 0.3 * (1 - share), 0.6 * (1 - share), 0.55 * share, 0.45 * share];
}

const meanOf = (share: number) => levels(share).reduce((sum, part, i) => sum + part * (i + 1), 0);

/** The bounds between levels of a standard normal variable. */
function thresholds(share: number): readonly number[] {
  let below = 0;
  return levels(share)
    .slice(0, 4)
    .map((part) => normalQuantile((below += part)));
}

const clip = (share: number) => Math.min(0.985, Math.max(0.02, share));

interface Stratum {
  readonly id: string;
  readonly unit: string;
  readonly respondentType: string;
  readonly population: number;
  readonly shift: number;
}

const strataOf = (populations: readonly number[]): readonly Stratum[] =>
  populations.map((population, h) => ({
    id: `u${h >> 1}|t${h % 2}`,
    unit: `u${h >> 1}`,
    respondentType: `t${h % 2}`,
    population,
    shift: [-1, 1, 0.5, -0.5][h] ?? 0
  }));
const STRATA = strataOf([900, 700, 1100, 500]);
/** The largest stratum has six times the weight of the smallest. */
const UNEQUAL = strataOf([900, 400, 1500, 250]);

const ITEMS = ['q1', 'q2', 'q3', 'q4'];

const FULL: SurveyQuestionnaire = {
  schema: 'survey-questionnaire/1',
  scale: { min: 1, max: 5, satisfied: [4, 5], no_opinion: [0], skipped: [''] },
  min_items_area: 1,
  min_items_overall: 1,
  key_item: 'q4',
  areas: [{ id: 'A', title: 'A', items: ITEMS, weight: 1, max_points: 10 }],
  points_rule: 'share'
} as unknown as SurveyQuestionnaire;

const shareOf = (share: number, stratum: Stratum, item: number) =>
  clip(
    share +
      STRATUM_SHIFT * stratum.shift * 4 * share * (1 - share) +
      ITEM_SHIFT * (item % 3 === 0 ? 1 : -0.5) * 4 * share * (1 - share)
  );

/** Four strata of full forms of four items, n_h each. */
export function stratifiedPopulation(of: {
  readonly share: number;
  readonly perStratum: number;
  readonly unequal?: boolean;
}): Population {
  const strata = of.unequal ? UNEQUAL : STRATA;
  const truth = truthOf(strata, of.share);
  const cuts = cutsOf(strata, of.share, ITEMS.length);
  return {
    questionnaire: FULL,
    cluster: null,
    draw: (random) => {
      const table = new Table(strata, ITEMS);
      for (const [h] of strata.entries()) {
        for (let i = 0; i < of.perStratum; i += 1) table.add(h, '', answersOf(random, cuts[h] ?? [], 0));
      }
      return { data: table.data(), truth };
    }
  };
}

/** The same with the answers of a counter-day alike. */
export function clusteredPopulation(of: { share: number; clusters: number; size: number }): Population {
  const truth = truthOf(STRATA, of.share);
  const cuts = cutsOf(STRATA, of.share, ITEMS.length);
  return {
    questionnaire: FULL,
    cluster: ['counter'],
    draw: (random) => {
      const table = new Table(STRATA, ITEMS);
      for (const [h] of STRATA.entries()) {
        for (let c = 0; c < of.clusters; c += 1) {
          const day = random.normal();
          // Days differ in how many come.
          const size = Math.max(1, Math.round(of.size * (0.5 + random.next())));
          for (let i = 0; i < size; i += 1) table.add(h, `${h}-${c}`, answersOf(random, cuts[h] ?? [], day));
        }
      }
      return { data: table.data(), truth };
    }
  };
}

interface Bank {
  readonly areas: readonly { readonly id: string }[];
  readonly booklets: Readonly<Record<string, readonly (readonly string[])[]>>;
}

const FAMILIES = ['in_person/received', 'in_person/submitted'] as const;
const RECEIVED = 0.65;
const BUSINESS = 0.31;

/** One unit of two strata whose `n` respondents each get one booklet of the question bank. */
export function bookletPopulation(of: {
  readonly share: number;
  readonly n: number;
  readonly bank: Bank;
  /** Loses half of the responses to the first booklet, at random. */
  readonly loses?: boolean;
}): Population {
  const { share, n, bank } = of;
  const strata = strataOf([900, 400]);
  const lists = FAMILIES.flatMap((family) =>
    (bank.booklets[family] ?? []).map((items, i) => ({ id: `${family}/${i + 1}`, family, items }))
  );
  const items = [...new Set(lists.flatMap((list) => list.items)), 'OV.1'];
  const booklets = Object.fromEntries(FAMILIES.map((family) => [family, bank.booklets[family] ?? []]));
  const questionnaire = {
    ...FULL,
    key_item: 'OV.1',
    areas: bank.areas.map(({ id }, a) => ({
      id,
      title: id,
      items: [...new Set(lists.flatMap((list) => list.items[a] ?? []))],
      weight: 1 / bank.areas.length,
      max_points: 1
    })),
    booklets
  } as unknown as SurveyQuestionnaire;
  const cuts = cutsOf(strata, share, items.length);
  const areaItems = FAMILIES.map((family) => [...new Set((booklets[family] ?? []).flatMap((list) => list[0] ?? []))]);
  const familyWeight = [RECEIVED, 1 - RECEIVED];
  const truthIn = (sampled: readonly Stratum[]): Truth => {
    const over = (f: (share: number) => number) =>
      FAMILIES.reduce((sum, _, i) => {
        const own = areaItems[i] ?? [];
        const mean = own.reduce(
          (s, item) => s + weighted(sampled, (stratum) => f(shareOf(share, stratum, items.indexOf(item)))) / own.length,
          0
        );
        return sum + (familyWeight[i] ?? 0) * mean;
      }, 0);
    const key = (f: (share: number) => number) =>
      weighted(sampled, (stratum) => f(shareOf(share, stratum, items.length - 1)));
    return { keyShare: key((p) => p), keyMean: key(meanOf), areaMean: over(meanOf), areaShare: over((p) => p) };
  };
  const truths = new Map<string, Truth>();
  return {
    questionnaire,
    cluster: null,
    draw: (random) => {
      const table = new Table(strata, items, lists);
      const seen = new Set<number>();
      for (let i = 0; i < n; i += 1) {
        const h = random.chance(BUSINESS) ? 1 : 0;
        const family = random.chance(RECEIVED) ? FAMILIES[0] : FAMILIES[1];
        const list = random.pick(lists.filter((one) => one.family === family));
        if (of.loses && list === lists[0] && random.chance(0.5)) continue;
        const all = answersOf(random, cuts[h] ?? [], 0);
        const asked = new Set([...list.items, 'OV.1']);
        table.add(
          h,
          '',
          all.map((answer, j) => (asked.has(items[j] ?? '') ? answer : -1)),
          lists.indexOf(list)
        );
        seen.add(h);
      }
      const key = [...seen].sort().join();
      const truth = truths.get(key) ?? truthIn(strata.filter((_, h) => seen.has(h)));
      truths.set(key, truth);
      return { data: table.data(), truth };
    }
  };
}

function weighted(strata: readonly Stratum[], f: (stratum: Stratum) => number): number {
  const total = strata.reduce((sum, { population }) => sum + population, 0);
  return strata.reduce((sum, stratum) => sum + (stratum.population / total) * f(stratum), 0);
}

/** Of full forms; an area score is the mean of the valid answers, and answers are missing at random. */
function truthOf(strata: readonly Stratum[], share: number): Truth {
  const over = (f: (share: number) => number) =>
    ITEMS.reduce((sum, _, j) => sum + weighted(strata, (stratum) => f(shareOf(share, stratum, j))) / ITEMS.length, 0);
  const key = (f: (share: number) => number) =>
    weighted(strata, (stratum) => f(shareOf(share, stratum, ITEMS.length - 1)));
  return { keyShare: key((p) => p), keyMean: key(meanOf), areaMean: over(meanOf), areaShare: over((p) => p) };
}

/** By stratum and item, the bounds between levels. */
function cutsOf(strata: readonly Stratum[], share: number, items: number): readonly (readonly (readonly number[])[])[] {
  return strata.map((stratum) => Array.from({ length: items }, (_, j) => thresholds(shareOf(share, stratum, j))));
}

/** The answers of one person; `day` is what the counter-day adds, in standard deviations. */
function answersOf(random: Random, cuts: readonly (readonly number[])[], day: number): number[] {
  const person = random.normal();
  const dayPart = day === 0 ? 0 : COUNTER_DAY;
  const rest = Math.sqrt(1 - PERSON - dayPart);
  return cuts.map((bounds) => {
    if (random.chance(NO_OPINION_SHARE)) return 0;
    const latent = Math.sqrt(PERSON) * person + Math.sqrt(dayPart) * day + rest * random.normal();
    let level = 1;
    for (const bound of bounds) if (latent > bound) level += 1;
    return level;
  });
}

/** Rows collected into the columns that analyses read. */
class Table {
  readonly #strata: readonly Stratum[];
  readonly #items: readonly string[];
  readonly #lists:
    readonly { readonly id: string; readonly family: string; readonly items: readonly string[] }[] | null;
  readonly #rows: { h: number; counter: string; answers: readonly number[]; list: number }[] = [];

  constructor(
    strata: readonly Stratum[],
    items: readonly string[],
    lists: readonly { readonly id: string; readonly family: string; readonly items: readonly string[] }[] | null = null
  ) {
    this.#strata = strata;
    this.#items = items;
    this.#lists = lists;
  }

  add(h: number, counter: string, answers: readonly number[], list = 0): void {
    this.#rows.push({ h, counter, answers, list });
  }

  data(): SurveyData {
    const rows = this.#rows;
    const units = [...new Set(this.#strata.map(({ unit }) => unit))];
    const types = [...new Set(this.#strata.map(({ respondentType }) => respondentType))];
    const none = rows.map(() => '');
    const column = (f: (row: (typeof rows)[number]) => number) => Int32Array.from(rows, f);
    return {
      n: rows.length,
      responseIds: none,
      unit: column(({ h }) => units.indexOf(this.#strata[h]?.unit ?? '')),
      units,
      respondentType: column(({ h }) => types.indexOf(this.#strata[h]?.respondentType ?? '')),
      respondentTypes: types,
      stratum: column(({ h }) => h),
      strata: this.#strata,
      items: Object.fromEntries(this.#items.map((id, j) => [id, Int8Array.from(rows, (row) => row.answers[j] ?? -1)])),
      date: none,
      counter: rows.map(({ counter }) => counter),
      gender: none,
      ageGroup: none,
      submittedAt: new Float64Array(rows.length).fill(NaN),
      durationS: new Float64Array(rows.length).fill(NaN),
      ...(this.#lists ? { booklets: { list: this.#lists, of: column(({ list }) => list) } } : {})
    } as SurveyData;
  }
}
