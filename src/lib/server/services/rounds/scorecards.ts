import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { scorecardDifferences, type ScorecardDifference, type ScorecardUnit } from '../../../domain/round/scorecard.ts';
import { canonicalJson } from '../../../domain/shared/canonical.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { decodeMoments } from '../../../domain/tally/encode.ts';
import { momentsEqual, type Moments } from '../../../domain/tally/moments.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { cellName } from '../../db/cell-rows.ts';
import { snapshot } from '../../db/snapshot.ts';
import { audit } from '../audit/audit.ts';
import { collect, type Cells } from '../estimate/cells.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import type { EstimateView } from '../estimate/estimate-view.ts';
import { gatedRound, gatedUnder, viewOf } from '../estimate/estimates.ts';
import { documentHash } from '../submit/payload.ts';
import { frozenAsJson, keepResults } from '../results/publications.ts';
import { freezeResults } from '../results/results-document.ts';
import { contributionOf } from '../store/verify.ts';
import { ALL } from './round-reading.ts';

const PAGE = 2_000;
const NO_KEY = { counter: '', local_day: '' };

const interval = v.nullable(v.pipe(v.tuple([v.number(), v.number()]), v.readonly()));
const unitShape = v.object({
  unit: v.string(),
  title: v.string(),
  n: v.nullable(v.number()),
  share: v.nullable(v.number()),
  ci: interval,
  points: v.nullable(v.number())
});
/** `estimates` are the views as page and API give them, kept whole for reports; what is read of them is in `units`. */
const documentShape = v.object({
  schema: v.literal('hailong-scorecard/1'),
  round: v.object({ id: v.string(), name: v.string(), opensOn: v.string(), closesOn: v.string() }),
  questionnaire: v.string(),
  criteriaSet: v.string(),
  responses: v.number(),
  /** SHA-256 over the sums that the figures were computed from. */
  moments: v.string(),
  units: v.array(unitShape),
  estimates: v.array(v.unknown())
});
const outcomeShape = v.object({ document: documentShape, results: v.unknown() });
export type ScorecardDocument = v.InferOutput<typeof documentShape>;

export interface Scorecard {
  readonly version: number;
  readonly madeAt: number;
  readonly hash: string;
  /** The document still has that hash. */
  readonly isWhole: boolean;
  readonly document: ScorecardDocument;
}

/**
 * The scorecard of a round as it is, and what will be published of it: its responses are summed again and compared with the stored sums, then every unit is
 * estimated. Throws `round.verify_failed` where a sum differs. The caller has checked the permission.
 */
export async function computeScorecard(
  ctx: Context,
  id: string,
  report: (done: number, total: number | null) => void = () => undefined
): Promise<string> {
  return snapshot(ctx.db, async (db) => {
    const inside = { ...ctx, db };
    const round = ctx.directory.round(id);
    const responses = await requireSound(inside, round, (done) => report(done, null));
    const document = await scorecardDocument(inside, round, responses);
    const results = frozenAsJson(await freezeResults(inside, round));
    return JSON.stringify({ document, results });
  });
}

/** The scorecard of a round from its stored sums. The caller has checked the permission. */
export async function scorecardDocument(
  ctx: Context,
  round: RoundEntry,
  responses: number
): Promise<ScorecardDocument> {
  const root = ctx.directory.root().id;
  const gated = await gatedRound(ctx, round, root);
  const units = [root, ...[...round.units].sort()];
  const views = units.map((unit) => viewOf(ctx, { round: round.id, unit, ...ALL }, gatedUnder(ctx, gated, unit), null));
  const { id, name, opensOn, closesOn, questionnaire, criteriaSet } = round;
  return {
    schema: 'hailong-scorecard/1',
    ...{ round: { id, name, opensOn, closesOn }, questionnaire, criteriaSet, responses },
    moments: await momentsHash(ctx, id),
    units: views.map(rowOf),
    estimates: views
  };
}

function rowOf({ unit, counts, headline, points }: EstimateView): ScorecardUnit {
  const ci = headline?.ci ?? null;
  return {
    unit: unit.id,
    title: unit.title,
    n: counts?.n ?? null,
    share: headline?.share ?? null,
    ci: ci === null ? null : [ci[0], ci[1]],
    points: points?.total.estimate ?? null
  };
}

/** Sums the responses of a round again; gives how many they are. */
async function requireSound(ctx: Context, round: RoundEntry, report: (done: number) => void): Promise<number> {
  const rebuilt: Cells = new Map();
  let responses = 0;
  for (let last = ''; ;) {
    const rows = await ctx.db
      .selectFrom('response')
      .selectAll()
      .where('round', '=', round.id)
      .where('id', '>', last)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    if (rows.length === 0) break;
    collect(
      'unit_moment',
      rows.map((row) => contributionOf(ctx.directory, row)),
      rebuilt
    );
    responses += rows.length;
    last = rows.at(-1)?.id ?? '';
    report(responses);
  }
  const stored = await storedMoments(ctx, round.id);
  const isSound =
    stored.every(({ name, moments }) => momentsEqual(moments, rebuilt.get(name)?.moments ?? moments.map(() => 0))) &&
    [...rebuilt.keys()].every((name) => stored.some((cell) => cell.name === name));
  if (!isSound) throw problem('round.verify_failed');
  return responses;
}

async function storedMoments(ctx: Context, round: string): Promise<readonly { name: string; moments: Moments }[]> {
  const rows = await ctx.db.selectFrom('unit_moment').selectAll().where('round', '=', round).execute();
  return rows.map((row) => ({
    name: cellName('unit_moment', { ...NO_KEY, ...row }),
    moments: decodeMoments(row.moments)
  }));
}

/** Names the sums of a round, so that a scorecard is kept only where they are still those it was computed from. */
export async function momentsHash(ctx: Context, round: string): Promise<string> {
  const stored = await storedMoments(ctx, round);
  const lines = stored.map(({ name, moments }) => `${name} ${moments.join(',')}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** Keeps a scorecard as the next version, with what is published of it, and closes its round; inside the caller's transaction. Throws `round.moved`. */
export async function keepScorecard(ctx: Context, id: string, result: string): Promise<void> {
  const { document, results } = v.parse(outcomeShape, JSON.parse(result));
  if ((await momentsHash(ctx, id)) !== document.moments) throw problem('round.moved');
  const last = await ctx.db
    .selectFrom('scorecard')
    .select((e) => e.fn.max('version').as('version'))
    .where('round', '=', id)
    .executeTakeFirst();
  const version = (last?.version ?? 0) + 1;
  const hash = documentHash(document);
  const row = { round: id, version, made_at: ctx.now(), actor: ctx.actor.id, document: canonicalJson(document), hash };
  await ctx.db.insertInto('scorecard').values(row).execute();
  const published = await keepResults(ctx, id, version, results);
  await ctx.db.updateTable('round').set({ status: 'closed' }).where('id', '=', id).execute();
  await audit(ctx, 'round.close', { id, version, hash, results: published });
}

/** The scorecards of a round, newest first. */
export async function scorecardsOf(ctx: Context, round: string): Promise<readonly Scorecard[]> {
  requireCan(ctx, 'scorecard.read', ctx.directory.root().id);
  const rows = await ctx.db
    .selectFrom('scorecard')
    .select(['version', 'made_at', 'hash', 'document'])
    .where('round', '=', ctx.directory.round(round).id)
    .orderBy('version', 'desc')
    .execute();
  return rows.map(({ version, made_at: madeAt, hash, document }) => {
    const kept: unknown = JSON.parse(document);
    return { version, madeAt, hash, isWhole: documentHash(kept) === hash, document: v.parse(documentShape, kept) };
  });
}

/** What a version of a scorecard changed against the one before it; null for the first. */
export function changedSince(cards: readonly Scorecard[], version: number): readonly ScorecardDifference[] | null {
  const [now, before] = [version, version - 1].map((wanted) => cards.find((card) => card.version === wanted));
  return now && before ? scorecardDifferences(before.document.units, now.document.units) : null;
}
