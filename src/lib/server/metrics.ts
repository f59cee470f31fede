import { subscribe } from 'node:diagnostics_channel';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { JOB_STATUSES } from '../domain/job/job.ts';
import { COMMITS } from './db/commit-times.ts';
import { measuredNow, type MetricsSource } from './health/now.ts';

/** What the server counts of itself, for a collector on this machine. No label names a person, a unit or a link. */
export interface Metrics {
  readonly stored: (responses: number) => void;
  readonly answered: (request: { readonly route: string; readonly status: number; readonly seconds: number }) => void;
  /** Prometheus' text format. What cannot be measured at the moment is left out. */
  readonly text: (source: MetricsSource) => Promise<string>;
  readonly contentType: string;
}

const REQUEST_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];
const COMMIT_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

const PLAIN = [
  ...(['waiting', 'uptime', 'memory', 'diskFree', 'wal', 'backupAt'] as const),
  ...(['kiosksUnsent', 'kiosksUrgent', 'kiosksSilent'] as const)
] as const;

/** A registry of its own: tests and a second server in the process do not meet in prom-client's global one. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry }); // event loop lag, memory, processor time, garbage collection
  const stored = new Counter({
    name: 'hailong_responses_stored_total',
    help: 'Responses stored since start.',
    registers
  });
  const requests = new Histogram({
    ...{ name: 'hailong_request_seconds', help: 'Time to answer, by route and class of status.', registers },
    ...{ labelNames: ['route', 'status'] as const, buckets: REQUEST_SECONDS }
  });
  const commits = new Histogram({
    ...{ name: 'hailong_commit_seconds', help: 'Time of a transaction, begin to synced commit.', registers },
    ...{ buckets: COMMIT_SECONDS }
  });
  subscribe(COMMITS, (ms) => {
    if (typeof ms === 'number') commits.observe(ms / 1000);
  });
  const show = gauges(registry);
  return {
    stored: (responses) => stored.inc(responses),
    answered: ({ route, status, seconds }) =>
      requests.observe({ route, status: `${Math.floor(status / 100)}xx` }, seconds),
    text: async (source) => {
      show(await measuredNow(source));
      return registry.metrics();
    },
    contentType: registry.contentType
  };
}

/** Gauges that are measured when they are asked for. */
function gauges(registry: Registry): (now: Awaited<ReturnType<typeof measuredNow>>) => void {
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({ name: `hailong_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const plain = {
    waiting: gauge('writes_waiting', 'Writes that wait at the gate.'),
    uptime: gauge('uptime_seconds', 'Seconds since start.'),
    memory: gauge('memory_bytes', 'Resident memory.'),
    diskFree: gauge('disk_free_bytes', 'Free bytes where the data folder is.'),
    wal: gauge('wal_bytes', 'Bytes of the write-ahead log of SQLite.'),
    kiosksUnsent: gauge('kiosks_unsent', 'Answers that kiosks said to hold.'),
    kiosksUrgent: gauge('kiosks_urgent', 'Kiosks with answers unsent for 48 hours, or nearly full.'),
    kiosksSilent: gauge('kiosks_silent', 'Kiosks silent for 24 hours.'),
    backupAt: gauge('last_backup_timestamp_seconds', 'When the newest backup was made; 0: never.')
  };
  const jobs = gauge('jobs', 'Background jobs by status.', ['status']);
  return (now) => {
    for (const name of PLAIN) {
      const value = now[name];
      if (value === null) plain[name].reset();
      else plain[name].set(value);
    }
    for (const status of JOB_STATUSES) jobs.set({ status }, now.jobs[status] ?? 0);
  };
}
