import { OUTBOX_WARNING, UNSENT_ALARM_MS, type KioskState } from './protocol.ts';

/** What a kiosk last said of itself, as the server keeps it: its clock as the difference to ours. */
export type KioskReport = Omit<KioskState, 'clock'> & { readonly clockBehindMs: number };

/** What somebody has to do something about, worst first. */
export const ALARMS = [
  'fork',
  'gap',
  'unsent',
  'full',
  'silent',
  'parked',
  'never_seen',
  'not_kept',
  'clock',
  'battery'
] as const;
export type Alarm = (typeof ALARMS)[number];

/** A kiosk that says nothing for so long is off, or has no network. */
export const SILENT_MS = 24 * 3_600_000;
const CLOCK_OFF_MS = 24 * 3_600_000;
const BATTERY_LOW = 0.2;

export interface KioskHealth {
  readonly seenAt: number | null;
  readonly report: KioskReport | null;
  /** Findings that nobody has settled. */
  readonly findings: readonly ('gap' | 'fork')[];
}

/**
 * Age of the oldest unsent answer in milliseconds: what the tablet said, and what has passed since; null where it said
 * that all is sent. It may have sent nothing more since, and taken more answers that nobody knows of.
 */
export function oldestUnsentMs({ seenAt, report }: KioskHealth, now: number): number | null {
  if (!report || seenAt === null || report.unsent === 0) return null;
  return (report.oldestUnsentS ?? 0) * 1000 + Math.max(0, now - seenAt);
}

/** Everything that is wrong with a kiosk now, worst first. */
export function alarmsOf(kiosk: KioskHealth, now: number): readonly Alarm[] {
  const { seenAt, report, findings } = kiosk;
  const oldest = oldestUnsentMs(kiosk, now);
  const isSo: Readonly<Record<Alarm, boolean>> = {
    fork: findings.includes('fork'),
    gap: findings.includes('gap'),
    unsent: oldest !== null && oldest > UNSENT_ALARM_MS,
    full: report !== null && report.unsent >= OUTBOX_WARNING,
    silent: seenAt !== null && now - seenAt > SILENT_MS,
    parked: report !== null && report.parked > 0,
    never_seen: seenAt === null,
    not_kept: report?.persisted === false,
    clock: report !== null && Math.abs(report.clockBehindMs) > CLOCK_OFF_MS,
    battery: report?.battery != null && report.battery < BATTERY_LOW && report.charging !== true
  };
  return ALARMS.filter((alarm) => isSo[alarm]);
}
