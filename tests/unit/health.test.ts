import { describe, expect, it } from 'vitest';
import type { Level } from '../../src/lib/domain/health/check.ts';
import { healthOf } from '../../src/lib/domain/health/health.ts';
import type { MachineMeasurements, StoreMeasurements } from '../../src/lib/domain/health/measurements.ts';
import { healthWords } from '../../src/lib/i18n/health-words.ts';
import en from '../../src/lib/i18n/en/health.json' with { type: 'json' };
import vi from '../../src/lib/i18n/vi/health.json' with { type: 'json' };

const NOW = Date.UTC(2026, 10, 25, 3);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MB = 1_000_000;

const MACHINE: MachineMeasurements = {
  ...{ nowMs: NOW, timeZone: 'Etc/UTC', disk: { freeBytes: 20_000 * MB, totalBytes: 40_000 * MB } },
  ...{
    memory: { availableBytes: 2_000 * MB, totalBytes: 4_000 * MB },
    glibc: '2.36',
    keyMode: 0o100600,
    isBuilt: true
  },
  ...{ node: { version: '24.21.0', wanted: '24.21.0' }, folder: { path: '/var/lib/hailong', fileSystem: 'ext4' } },
  ...{ port: { number: 3000, state: 'free' }, recipients: 2 }
};
const STORE: StoreMeasurements = {
  ...{ fault: null, missing: [], dialect: 'sqlite', bytes: 12 * MB, walBytes: 4 * MB, clockApartMs: null },
  ...{ newestDay: '2026-11-25', newestBackupAt: NOW - 10 * HOUR, newestDrillAt: NOW - 20 * DAY, jobsFailed: 0 },
  kiosks: { inUse: 3, urgent: 0, silent: 0 },
  ...{ oldestWaitingAt: null, writesWaiting: 0, oldestArrivalAt: NOW - 2 * DAY }
};

type Change = { readonly machine?: Partial<MachineMeasurements>; readonly store?: Partial<StoreMeasurements> };
const checksOf = ({ machine = {}, store = {} }: Change) =>
  healthOf({ machine: { ...MACHINE, ...machine }, store: { ...STORE, ...store } });

describe('the health of an installation', () => {
  it('finds nothing on a sound one', () => {
    expect(checksOf({}).filter(({ level }) => level !== 'ok')).toEqual([]);
  });

  const free = (freeMb: number, totalMb: number): Change => ({
    machine: { disk: { freeBytes: freeMb * MB, totalBytes: totalMb * MB } }
  });
  const cases: readonly (readonly [string, Change, string, Level, string])[] = [
    ['less than 500 MB free', free(499, 4_000), 'disk', 'bad', 'low'],
    ['less than 5 % free', free(1_900, 40_000), 'disk', 'bad', 'low'],
    ['less than 10 % free', free(3_900, 40_000), 'disk', 'warning', 'low'],
    ['10 % free', free(4_000, 40_000), 'disk', 'ok', 'ok'],
    ['a log beyond 64 MB', { store: { walBytes: 64 * MB + 1 } }, 'database', 'warning', 'wal'],
    ['another Node', { machine: { node: { version: '20.20.2', wanted: '24.21.0' } } }, 'node', 'bad', 'other'],
    ['an old C library', { machine: { glibc: '2.27' } }, 'glibc', 'bad', 'old'],
    ['a network folder', { machine: { folder: { path: '/d', fileSystem: 'nfs4' } } }, 'folder', 'warning', 'remote'],
    ['a key that others read', { machine: { keyMode: 0o100640 } }, 'key', 'bad', 'open'],
    ['a taken port', { machine: { port: { number: 80, state: 'taken' } } }, 'port', 'bad', 'taken'],
    ['a clock of 1970', { machine: { nowMs: 0 } }, 'time', 'bad', 'implausible'],
    ['a clock six minutes from the database’s', { store: { clockApartMs: -6 * 60_000 } }, 'clock', 'bad', 'apart'],
    ['an answer of tomorrow', { store: { newestDay: '2026-11-26' } }, 'clock', 'bad', 'behind'],
    ['a backup of 51 hours', { store: { newestBackupAt: NOW - 51 * HOUR } }, 'backup', 'bad', 'old'],
    ['keys and no backup', { store: { newestBackupAt: null } }, 'backup', 'bad', 'none'],
    ['no keys', { machine: { recipients: 0 } }, 'backup', 'warning', 'no_recipients'],
    ['no drill ever', { store: { newestDrillAt: null } }, 'drill', 'warning', 'never'],
    ['a drill 91 days ago', { store: { newestDrillAt: NOW - 91 * DAY } }, 'drill', 'warning', 'old'],
    ['a tablet with old answers', { store: { kiosks: { inUse: 3, urgent: 1, silent: 2 } } }, 'kiosks', 'bad', 'urgent'],
    ['a silent tablet', { store: { kiosks: { inUse: 3, urgent: 0, silent: 2 } } }, 'kiosks', 'warning', 'silent'],
    ['a failed job', { store: { jobsFailed: 1 } }, 'jobs', 'warning', 'failed'],
    ['a job that waits two hours', { store: { oldestWaitingAt: NOW - 2 * HOUR } }, 'queue', 'warning', 'long'],
    ['many writes waiting', { store: { writesWaiting: 500 } }, 'writes', 'warning', 'many'],
    ['arrivals of eight days', { store: { oldestArrivalAt: NOW - 8 * DAY } }, 'arrivals', 'warning', 'old'],
    ['a PostgreSQL behind', { store: { missing: ['0010_backup'], dialect: 'postgres' } }, 'schema', 'bad', 'postgres']
  ];
  it.each(cases)('judges %s', (_, change, id, level, state) => {
    expect(checksOf(change).find((check) => check.id === id)).toMatchObject({ level, state });
  });

  it('says why the database cannot be opened, and all that can be said without it', () => {
    const checks = healthOf({ machine: MACHINE, store: { fault: 'file is not a database' } });
    expect(checks.find(({ id }) => id === 'store')).toMatchObject({
      level: 'bad',
      values: { reason: 'file is not a database' }
    });
    expect(checks.map(({ id }) => id)).toContain('disk');
  });

  it('has words for each of these states, and something to do for each that is not ok, in both languages', () => {
    const checks = [{}, ...cases.map(([, change]) => change)].flatMap(checksOf);
    for (const check of checks) {
      for (const language of ['vi', 'en'] as const) {
        const { is, toDo } = healthWords(language, check);
        expect(is, `${check.id} ${check.state}`).not.toMatch(/^$|\{\{/);
        if (check.level !== 'ok') expect(toDo, `${check.id} ${check.state}`).not.toMatch(/^$|\{\{/);
      }
    }
  });

  it('has the same keys in both catalogs', () => {
    const keys = (value: unknown, at = ''): readonly string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => keys(inner, `${at}.${key}`))
        : [at];
    expect(keys(en)).toEqual(keys(vi));
  });
});
