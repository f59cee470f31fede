import type { Frame } from '../../../domain/estimate/block-estimate.ts';
import type { Interval } from '../../../domain/estimate/domain-estimate.ts';
import { estimateAreas } from '../../../domain/estimate/estimate.ts';
import { shiftedSums, type StratumShift } from '../../../domain/estimate/what-if.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import type { Questionnaire, Text } from '../../../domain/questionnaire/document.ts';
import type { PointsRule } from '../../../domain/par/criteria-set.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { PairBlock } from '../../../domain/tally/layout.ts';
import type { Context } from '../../context.ts';
import type { PointsView } from '../estimate/estimate-view.ts';
import { pointsOf } from '../estimate/figures.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { stratumFilter, unitsUnder } from '../rounds/round-reading.ts';
import type { ToldStrata } from './told-strata.ts';

/** "k in 100 of those who are not satisfied now become satisfied". */
export interface Change {
  /** An area or an item. */
  readonly what: string;
  readonly unit: string;
  readonly respondentType: string | null;
  readonly filingMode: string | null;
  /** Of 100, from 0 to 100. */
  readonly k: number;
}

export interface ChangeView extends Change {
  readonly title: Text;
  readonly unitTitle: string;
  /** Satisfied share of the stratum before and after, in [0, 1]. */
  readonly before: number;
  readonly after: number;
  readonly n: number;
}

export interface WhatIfView {
  readonly changes: readonly ChangeView[];
  readonly before: PointsView['total'];
  readonly after: PointsView['total'];
  readonly difference: number;
  readonly ci: Interval | null;
}

export const CHANGES_MAX = 3;

/** What a change is about: all items of an area, or one item. Throws `what_if.malformed`. */
export function subjectOf({ areas }: Questionnaire, what: string) {
  for (const area of areas) {
    const all = new Set(area.items.map(({ id }) => id));
    if (area.id === what) return { area: area.id, item: null, items: all, title: area.title };
    const item = area.items.find(({ id }) => id === what);
    if (item) return { area: area.id, item: item.id, items: new Set([item.id]), title: item.text };
  }
  throw problem('what_if.malformed');
}

interface Asked {
  readonly round: RoundEntry;
  /** The unit of the page. */
  readonly unit: string;
  readonly frame: Frame;
  readonly points: PointsView | null;
  readonly told: ToldStrata;
}

/**
 * The simulated points after up to three changes, by the same estimate on the changed sums. Throws `what_if.malformed`,
 * `what_if.hidden` for a stratum whose own figure the reader may not see, `what_if.few` where nothing can be concluded.
 */
export function whatIf(ctx: Context, asked: Asked, changes: readonly Change[]): WhatIfView {
  const { round, points } = asked;
  requireSound(ctx, asked, changes);
  if (points === null || points.total.estimate === null) throw problem('what_if.few');
  const views: ChangeView[] = [];
  const shifts: StratumShift[] = [];
  for (const [i, change] of changes.entries()) {
    const { area, item, items, title } = subjectOf(ctx.directory.questionnaire(round.questionnaire), change.what);
    const told = asked.told.of({ ...change, area, item });
    if (!told) throw problem('what_if.hidden', { number: i + 1 });
    const share = change.k / 100;
    const members = new Set(unitsUnder(ctx, round, change.unit));
    const inCut = stratumFilter(change);
    const inStratum = (stratum: string) => members.has(stratum.slice(0, stratum.indexOf('|'))) && inCut(stratum);
    shifts.push({ items, share, inStratum, blocks: [blockOf(points.rule)] });
    const name = unitTitle(ctx.directory.unitOn(change.unit, round.opensOn));
    const after = told.share + share * (1 - told.share);
    views.push({ ...change, title, unitTitle: name, before: told.share, after, n: told.n });
  }
  const block = blockOf(points.rule);
  const extent = { spreadOf: [block], pooledOnly: block === 'pooled', withEffects: false };
  const result = estimateAreas(asked.frame, extent, shiftedSums(asked.frame.sample.cells, shifts));
  const changed = pointsOf(ctx, round, result, points.rule);
  const { total: before } = points;
  if (!changed || changed.total.estimate === null) throw problem('what_if.few');
  const { total: after } = changed;
  return {
    changes: views,
    before,
    after,
    difference: after.estimate === null ? 0 : after.estimate - (before.estimate ?? 0),
    ci: after.ci
  };
}

/** What of the sums the points of a rule are made of. */
function blockOf(rule: PointsRule): PairBlock {
  if (rule === 'share' || rule === 'steps') return 'pooled';
  return rule === 'option_weights' ? 'weighted' : 'rating';
}

function requireSound(ctx: Context, { round, unit }: Asked, changes: readonly Change[]): void {
  const { respondentTypes, filingModes } = ctx.directory.questionnaire(round.questionnaire);
  const under = (one: string) => ctx.directory.path(one, round.opensOn).includes(unit);
  const isSound = changes.every(({ k, respondentType, filingMode, unit: one }) => {
    const isKnownType = respondentType === null || respondentTypes.some(({ id }) => id === respondentType);
    const isKnown = isKnownType && (filingMode === null || filingModes.includes(filingMode));
    return Number.isFinite(k) && k >= 0 && k <= 100 && isKnown && under(ctx.directory.unit(one).id);
  });
  if (!isSound || changes.length > CHANGES_MAX) throw problem('what_if.malformed');
}
