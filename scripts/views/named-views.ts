import type { Context } from '../../src/lib/server/context.ts';
import { overview } from '../../src/lib/server/services/estimate/overview.ts';
import { pointsPage } from '../../src/lib/server/services/points/points-page.ts';
import { publicResults, publicRounds } from '../../src/lib/server/services/results/public-results.ts';
import { trends } from '../../src/lib/server/services/trends/trends.ts';
import type { Step } from '../../src/lib/server/services/trends/trend-view.ts';
import { unitTablePage } from '../../src/lib/server/services/units/unit-list.ts';
import { unitTable } from '../../src/lib/server/services/units/unit-table.ts';
import { ROOT, ROUNDS, roundId, unitId } from './fill.ts';

const CUT = { respondentType: null, filingMode: null, lane: null } as const;
const round = roundId(ROUNDS - 1);
const unit = unitId(0);
const points = { round, unit: ROOT, level: 'plus5' } as const;

const trendsBy =
  (step: Step, of: string, indicator = 'key') =>
  (ctx: Context) =>
    trends(ctx, { ...CUT, unit: of, step, indicator, as: 'then', round: null, from: null, to: null });

/** The views of DESIGN §5 by the services that their pages call. */
export const NAMED_VIEWS: readonly { readonly name: string; readonly look: (ctx: Context) => Promise<unknown> }[] = [
  { name: 'overview', look: (ctx) => overview(ctx, { ...CUT, round, unit: ROOT }) },
  { name: 'unit', look: (ctx) => overview(ctx, { ...CUT, round, unit }) },
  { name: 'trends by day', look: trendsBy('day', ROOT) },
  { name: 'trends by month', look: trendsBy('month', ROOT) },
  { name: 'trends, 5 years', look: trendsBy('round', ROOT) },
  { name: 'trends of a unit', look: trendsBy('round', unit) },
  { name: 'item of a unit', look: trendsBy('round', unit, 'A2.1') },
  {
    name: 'units table',
    look: async (ctx) =>
      unitTablePage(await unitTable(ctx, { ...CUT, round, unit: ROOT }), { q: '', sort: 'value', after: null })
  },
  { name: 'heat map', look: (ctx) => unitTable(ctx, { ...CUT, round, unit: ROOT }) },
  { name: 'points', look: (ctx) => pointsPage(ctx, { ...points, changes: [] }) },
  {
    name: 'what-if',
    look: (ctx) =>
      pointsPage(ctx, {
        ...points,
        changes: [{ what: 'A2', unit: ROOT, respondentType: null, filingMode: null, k: 20 }]
      })
  },
  {
    name: 'public page',
    look: async (ctx) => [await publicRounds(ctx), await publicResults(ctx, roundId(ROUNDS - 2), 1)]
  }
];
