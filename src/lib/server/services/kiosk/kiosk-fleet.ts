import { alarmsOf, oldestUnsentMs, type Alarm, type KioskReport } from '../../../domain/kiosk/fleet.ts';
import type { KioskCommand } from '../../../domain/kiosk/protocol.ts';
import { allowsSomewhere } from '../../../domain/access/policy.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { can, requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { counterOf } from '../organisation/counter-editing.ts';
import { packageOf } from './kiosk-packages.ts';
import { kioskMark, kioskRow, parseCommand, parseReport, type Kiosk } from './kiosk-rows.ts';

export interface Finding {
  readonly id: string;
  readonly kind: 'gap' | 'fork';
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly foundAt: number;
}

export interface KioskView {
  readonly id: string;
  readonly name: string;
  readonly unit: { readonly id: string; readonly title: string };
  readonly counter: { readonly id: string; readonly name: string };
  readonly isRevoked: boolean;
  readonly pairedAt: number;
  readonly seenAt: number | null;
  /** Number of its last answer that came. */
  readonly sent: number;
  readonly report: KioskReport | null;
  readonly oldestUnsentMs: number | null;
  /** What it was told to do and has not done yet. */
  readonly command: KioskCommand | null;
  readonly findings: readonly Finding[];
  readonly alarms: readonly Alarm[];
  readonly mayManage: boolean;
  /** Of the name, PIN and place that are shown (`kioskMark`). */
  readonly mark: string;
}

/** The kiosks that the actor may see, by name. */
export async function listKiosks(ctx: Context): Promise<readonly KioskView[]> {
  if (!allowsSomewhere(ctx.actor.grants, 'kiosk.read')) throw problem('access.denied');
  const rows = await ctx.db.selectFrom('kiosk').selectAll().orderBy('name').orderBy('id').execute();
  const findings = await openFindings(ctx);
  return rows
    .map((row) => viewOf(ctx, row, findings.get(row.id) ?? []))
    .filter((view) => can(ctx, 'kiosk.read', view.unit.id));
}

/** The counters at which the actor may place a kiosk, by unit and place. */
export function kioskCounters(ctx: Context): readonly { readonly id: string; readonly title: string }[] {
  const collator = new Intl.Collator('vi');
  return ctx.directory
    .presentUnits()
    .filter((unit) => can(ctx, 'kiosk.manage', unit.id))
    .flatMap((unit) =>
      ctx.directory
        .counters(unit.id)
        .map(({ id, name }) => ({ id, unit: unitTitle(unit), title: `${unitTitle(unit)}: ${name}` }))
    )
    .sort((a, b) => collator.compare(a.unit, b.unit))
    .map(({ id, title }) => ({ id, title }));
}

/** One kiosk. Throws `kiosk.not_found`. */
export async function kioskView(ctx: Context, id: string): Promise<KioskView> {
  const row = await kioskRow(ctx, id);
  requireCan(ctx, 'kiosk.read', counterOf(ctx, row.counter).unit);
  return viewOf(ctx, row, (await openFindings(ctx)).get(id) ?? []);
}

/** One kiosk, and whether the questionnaire on it is the newest; null where it has not said which it has. */
export async function kioskPage(ctx: Context, id: string) {
  const kiosk = await kioskView(ctx, id);
  const has = kiosk.report?.package ?? null;
  const isCurrent = has === null ? null : has === (await packageOf(ctx, await kioskRow(ctx, id))).hash;
  return { kiosk, isCurrent };
}

async function openFindings(ctx: Context): Promise<ReadonlyMap<string, readonly Finding[]>> {
  const rows = await ctx.db
    .selectFrom('kiosk_finding')
    .selectAll()
    .where('settled_by', 'is', null)
    .orderBy('found_at')
    .orderBy('first_seq')
    .execute();
  return Map.groupBy(
    rows.map((row) => ({
      ...{ kiosk: row.kiosk, id: row.id, kind: row.kind === 'fork' ? ('fork' as const) : ('gap' as const) },
      ...{ firstSeq: row.first_seq, lastSeq: row.last_seq, foundAt: row.found_at }
    })),
    ({ kiosk }) => kiosk
  );
}

function viewOf(ctx: Context, row: Kiosk, findings: readonly Finding[]): KioskView {
  const counter = counterOf(ctx, row.counter);
  const unit = ctx.directory.unit(counter.unit);
  const report = parseReport(row.state);
  const health = { seenAt: row.seen_at, report, findings: findings.map(({ kind }) => kind) };
  const isRevoked = row.status !== 'active';
  return {
    ...{ id: row.id, name: row.name, isRevoked, pairedAt: row.paired_at, seenAt: row.seen_at, sent: row.seq },
    unit: { id: unit.id, title: unitTitle(unit) },
    counter: { id: counter.id, name: counter.name },
    ...{ report, findings, command: parseCommand(row.command) },
    oldestUnsentMs: oldestUnsentMs(health, ctx.now()),
    alarms: isRevoked ? [] : alarmsOf(health, ctx.now()),
    mayManage: can(ctx, 'kiosk.manage', unit.id),
    mark: kioskMark(row)
  };
}
