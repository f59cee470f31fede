import { createHash } from 'node:crypto';
import { PUBLIC_FLOOR } from '../../../domain/access/policy.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import type { UnitSize } from '../../../domain/publication/replacement.ts';
import type { PublishedArea, PublishedUnit, ResultsDocument } from '../../../domain/publication/results-document.ts';
import { laneKey } from '../../../domain/tally/lane.ts';
import type { Context } from '../../context.ts';
import type { AreaView, CutView, EstimateView } from '../estimate/estimate-view.ts';
import { beforeIn, gatedPrevious, gatedRound, gatedUnder, viewOf, type GatedRound } from '../estimate/estimates.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { ALL, countOf, cutCells, domainFilter, estimateHeadline } from '../rounds/round-reading.ts';

export interface FrozenResults {
  readonly document: ResultsDocument;
  /** By unit, the whole under the root's id; for no reader. */
  readonly sizes: ReadonlyMap<string, UnitSize>;
}

/** What is published of a round as it is: the public's floor, and a closed catalogue of cuts (docs/SECURITY.md). */
export async function freezeResults(ctx: Context, round: RoundEntry): Promise<FrozenResults> {
  const root = ctx.directory.root();
  const current = await gatedRound(ctx, round, root.id, PUBLIC_FLOOR);
  const previous = await gatedPrevious(ctx, round, root.id, PUBLIC_FLOOR);
  const under = (gated: GatedRound, unit: string) => gatedUnder(ctx, gated, unit);
  const ids = [root.id, ...[...round.units].filter((id) => id !== root.id)];
  const queryOf = (unit: string) => ({ round: round.id, unit, ...ALL });
  const before = (unit: string) => {
    const found = previous && beforeIn(ctx, queryOf(unit), under(previous, unit));
    return found && { ...found, round: previous.reading.round };
  };
  const view = (unit: string) => viewOf(ctx, queryOf(unit), under(current, unit), before(unit));
  const whole = view(root.id);
  const units = ids.slice(1).map((unit) => publishedUnit(view(unit)));
  const { id, name, opensOn, closesOn, design } = round;
  const { question, ...rest } = headlineWords(ctx, round, whole);
  return {
    sizes: sizesOf(ctx, current, [root.id, ...round.units]),
    document: {
      schema: 'hailong-results/1',
      round: { id, name, opensOn, closesOn, kind: design.kind, confidence: design.confidence },
      province: unitTitle(ctx.directory.unitOn(root.id, opensOn)),
      simulatedData: whole.simulatedData,
      floor: PUBLIC_FLOOR.minimum,
      decisionN: design.decisionN,
      questionnaire: round.questionnaire,
      question,
      received: whole.counts?.received ?? null,
      quarantined: whole.counts?.quarantined ?? null,
      whole: publishedUnit(whole),
      ...rest,
      byEvidence: whole.byEvidence.map(cut),
      byRespondentType: typesOf(ctx, current, root.id),
      units: units.sort((a, b) => (a.code < b.code ? -1 : 1)),
      keptFrom: null
    }
  };
}

function headlineWords(ctx: Context, round: RoundEntry, whole: EstimateView) {
  const before = round.previousRound === null ? null : ctx.directory.round(round.previousRound);
  const told = whole.headlineChange;
  return {
    question: { ...ctx.directory.questionnaire(round.questionnaire).keyItem.text },
    levels: whole.headline === null ? null : [...whole.headline.counts],
    previous: before && told ? { round: before.id, name: before.name, change: changeOf(told) } : null
  };
}

function publishedUnit(view: EstimateView): PublishedUnit {
  const { unit, counts, headline, conclusive } = view;
  return {
    id: unit.id,
    code: unit.code,
    title: unit.title,
    population: counts?.population ?? null,
    n: view.suppressed === null && counts?.n ? counts.n : null, // nobody, too few and hidden with another look the same
    share: headline?.share ?? null,
    ci: pair(headline?.ci ?? null),
    conclusive,
    areas: view.areas.map(publishedArea)
  };
}

function publishedArea({ id, title, short, estimate, conclusive, change, suppressed }: AreaView): PublishedArea {
  const named = { id, title: { ...title }, short: { ...short } };
  if (suppressed !== null)
    return { ...named, n: null, share: null, ci: null, mean: null, conclusive: false, change: null };
  const { satisfied, nValid } = estimate;
  const figures = { n: nValid, share: satisfied.estimate, ci: pair(satisfied.ci), mean: estimate.estimate };
  return { ...named, ...figures, conclusive, change: change && changeOf(change) };
}

const changeOf = ({ estimate, ci, verdict }: NonNullable<EstimateView['headlineChange']>) => ({
  estimate,
  ci: pair(ci),
  verdict
});

const pair = (ci: readonly [number, number] | null): [number, number] | null => ci && [ci[0], ci[1]];

const cut = ({ id, n, share, ci }: CutView) => ({ id, n, share, ci: pair(ci) });

/** The headline by respondent type, as far as the gate lets. */
function typesOf(ctx: Context, { reading, gate }: GatedRound, unit: string): ResultsDocument['byRespondentType'] {
  const { round } = reading;
  const types = ctx.directory.questionnaire(round.questionnaire).respondentTypes.map(({ id }) => id);
  return types.flatMap((respondentType) => {
    const query = { round: round.id, unit, ...ALL, respondentType };
    const cells = cutCells(reading, query);
    const n = countOf(cells);
    if (n === 0) return [];
    const figures = estimateHeadline(ctx, reading, cells, domainFilter(ctx, round, query));
    const isHidden = gate.of({ unit, filter: query, n, keyCounts: figures.counts }) !== null;
    const { share, ciShown } = figures.satisfied;
    return [{ id: respondentType, ...(isHidden ? NOTHING : { n, share, ci: pair(ciShown) }) }];
  });
}

const NOTHING = { n: null, share: null, ci: null };

function sizesOf(ctx: Context, gated: GatedRound, units: readonly string[]): ReadonlyMap<string, UnitSize> {
  return new Map(
    units.map((unit) => {
      const { reading } = gatedUnder(ctx, gated, unit);
      const cells = cutCells(reading, ALL);
      const lines = cells.map(
        ({ stratum, booklet, lane, moments }) => `${stratum} ${booklet} ${laneKey(lane)} ${moments.join(',')}`
      );
      const sums = createHash('sha256').update(lines.sort().join('\n')).digest('hex');
      return [unit, { n: countOf(cells), sums }] as const;
    })
  );
}
