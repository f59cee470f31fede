import { addDays } from '../../../domain/round/status.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { allowsSomewhere } from '../../../domain/access/policy.ts';
import type { Alarm } from '../../../domain/kiosk/fleet.ts';
import { can } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { UnitProgress } from '../estimate/estimate-view.ts';
import { listKiosks } from '../kiosk/kiosk-fleet.ts';
import type { RoundEntry } from '../organisation/directory.ts';
import { listTasks } from '../plan/plan-tasks.ts';
import { publicRounds } from '../results/public-results.ts';
import type { Matter } from './attention-view.ts';

/** A round is near its end for so many days, and has begun well after so many. */
const NEAR_DAYS = 14;
const BEGUN_DAYS = 7;
/** Of a tablet, what cannot wait. */
const URGENT: readonly Alarm[] = ['fork', 'gap', 'unsent', 'silent'];

export interface WorkScope {
  readonly unit: string;
  readonly round: RoundEntry;
  /** The units of the round under the unit, or it itself. */
  readonly units: readonly UnitProgress[];
}

/** What is to be done: silence, samples, deadlines, in this order. */
export async function workOf(ctx: Context, scope: WorkScope): Promise<readonly Matter[]> {
  const isUnder = (unit: string) => ctx.directory.path(unit, localDay(ctx.now())).includes(scope.unit);
  return [
    ...(await silentKiosks(ctx, isUnder)),
    ...unanswered(ctx, scope),
    ...missingSample(ctx, scope),
    ...(await overdueTasks(ctx, isUnder)),
    ...(await awaited(ctx, scope.unit))
  ];
}

async function silentKiosks(ctx: Context, isUnder: (unit: string) => boolean): Promise<readonly Matter[]> {
  if (!allowsSomewhere(ctx.actor.grants, 'kiosk.read')) return [];
  const kiosks = (await listKiosks(ctx)).filter(({ unit }) => isUnder(unit.id));
  const found = kiosks.flatMap(({ id, name, unit, alarms, seenAt, report }) => {
    const alarm = URGENT.find((one) => alarms.includes(one));
    const silentMs = seenAt === null ? null : Math.max(0, ctx.now() - seenAt);
    return alarm
      ? [{ kind: 'kiosk' as const, id, name, unit: unit.title, alarm, silentMs, unsent: report?.unsent ?? 0 }]
      : [];
  });
  return found.sort((a, b) => URGENT.indexOf(a.alarm) - URGENT.indexOf(b.alarm));
}

/** Units that are shown to have none: of a hidden one nothing is said. */
function unanswered(ctx: Context, { round, units }: WorkScope): readonly Matter[] {
  const hasBegun = addDays(round.opensOn, BEGUN_DAYS) <= localDay(ctx.now());
  const silent = units.filter(({ n, suppressed }) => n === 0 && suppressed === null);
  if (round.status !== 'open' || !hasBegun || silent.length === 0) return [];
  const named = silent.map(({ unit: { id, title } }) => ({ id, title }));
  return [{ kind: 'unanswered', units: named, since: round.opensOn }];
}

function missingSample(ctx: Context, { round, units }: WorkScope): readonly Matter[] {
  const today = localDay(ctx.now());
  const isNear = round.status === 'open' && addDays(round.closesOn, -NEAR_DAYS) <= today;
  const withTarget = units.flatMap(({ unit, n, target }) =>
    target === null ? [] : [{ title: unit.title, n, target }]
  );
  const missing = withTarget.filter(({ n, target }) => (n ?? 0) < target);
  if (!isNear || missing.length === 0) return [];
  const shown = missing.flatMap(({ n, ...one }) => (n === null ? [] : [{ ...one, n }]));
  const [most = null] = shown.sort((a, b) => b.target - b.n - (a.target - a.n));
  const counts = { missing: missing.length, units: withTarget.length };
  return [{ kind: 'sample', ...counts, closesOn: round.closesOn, most }];
}

async function overdueTasks(ctx: Context, isUnder: (unit: string) => boolean): Promise<readonly Matter[]> {
  const [grant] = ctx.actor.grants;
  if (!grant || !can(ctx, 'plan.read', grant.unit)) return [];
  const { tasks } = await listTasks(ctx, { state: 'overdue', criterion: null, unit: null });
  const late = tasks.filter(({ unit }) => isUnder(unit.id)).sort((a, b) => b.daysLate - a.daysLate);
  const [latest] = late;
  if (!latest) return [];
  const { id, title, unit, daysLate } = latest;
  return [{ kind: 'plan', overdue: late.length, latest: { id, title, unit: unit.title, daysLate } }];
}

async function awaited(ctx: Context, unit: string): Promise<readonly Matter[]> {
  if (!can(ctx, 'publication.read', unit)) return [];
  return (await publicRounds(ctx)).flatMap(({ id, name, standing }): readonly Matter[] => {
    if (standing.kind === 'published') return [];
    const isOverdue = standing.overdueDays > 0;
    if (!isOverdue && standing.kind === 'promised') return [];
    const days = standing.overdueDays;
    return [
      {
        kind: 'publication',
        standing: isOverdue ? 'overdue' : 'preview',
        round: { id, name },
        on: standing.on,
        days
      }
    ];
  });
}
