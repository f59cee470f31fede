import { holdsDay, middleDay } from '../../../domain/trend/span.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { can } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { unitsUnder } from '../rounds/round-reading.ts';
import { DUTY_KINDS, listPeriods, periodView, type DutyKind } from '../rounds/report-periods.ts';

/** A report period as a report of it says: which rounds are its, and what units still owe. */
export interface PeriodFacts {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly due: string;
  readonly rounds: readonly string[];
  /** Units that owe something, by name. */
  readonly owing: readonly { readonly unit: string; readonly kinds: readonly DutyKind[] }[];
  readonly units: number;
}

/** The periods that a report can be about; for who reads what units owe. */
export async function reportPeriods(ctx: Context): Promise<readonly { readonly id: string; readonly title: string }[]> {
  if (!can(ctx, 'scorecard.read', ctx.directory.root().id)) return [];
  return (await listPeriods(ctx)).map(({ id, name }) => ({ id, title: name }));
}

/** A period, with the newest round of the unit in it. Throws `period.not_found`, `report.no_round`. */
export async function periodFacts(
  ctx: Context,
  of: { period: string; unit: string }
): Promise<{ readonly round: string; readonly facts: PeriodFacts }> {
  const { period, units } = await periodView(ctx, of.period);
  const span = { from: period.from, to: period.to };
  const rounds = ctx.directory
    .rounds()
    .filter((round) => holdsDay(span, middleDay({ from: round.opensOn, to: round.closesOn })))
    .filter((round) => unitsUnder(ctx, round, of.unit).length > 0);
  const [newest] = rounds;
  if (!newest) throw problem('report.no_round');
  const owing = units
    .map(({ title, done }) => ({ unit: title, kinds: DUTY_KINDS.filter((kind) => done[kind] === null) }))
    .filter(({ kinds }) => kinds.length > 0)
    .sort((a, b) => a.unit.localeCompare(b.unit, 'vi'));
  const { name, from, to, due } = period;
  const facts = {
    name,
    from,
    to,
    due,
    owing,
    units: units.length,
    rounds: rounds.map((round) => round.name).reverse()
  };
  return { round: newest.id, facts };
}
