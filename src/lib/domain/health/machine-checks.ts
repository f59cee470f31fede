import type { Check, Level } from './check.ts';
import type { MachineMeasurements } from './measurements.ts';
import { THRESHOLDS as T } from './thresholds.ts';

const MB = 1_000_000;
export const megabytes = (bytes: number): number => Math.round(bytes / MB);

/** What can be said of the machine without opening the database. */
export function machineChecks(m: MachineMeasurements): readonly Check[] {
  return [
    diskCheck(m),
    memoryCheck(m),
    nodeCheck(m),
    glibcCheck(m),
    yearCheck(m),
    folderCheck(m),
    keyCheck(m),
    { id: 'build', level: m.isBuilt ? 'ok' : 'bad', state: m.isBuilt ? 'ok' : 'missing', values: {} },
    ...portCheck(m)
  ];
}

function diskCheck({ disk }: MachineMeasurements): Check {
  if (!disk) return { id: 'disk', level: 'warning', state: 'unknown', values: {} };
  const share = disk.freeBytes / disk.totalBytes;
  const isBad = disk.freeBytes < T.diskFreeBadBytes || share < T.diskFreeBadShare;
  const level: Level = isBad ? 'bad' : share < T.diskFreeWarningShare ? 'warning' : 'ok';
  const values = { free: megabytes(disk.freeBytes), percent: Math.floor(share * 100) };
  return { id: 'disk', level, state: level === 'ok' ? 'ok' : 'low', values };
}

function memoryCheck({ memory: { availableBytes, totalBytes } }: MachineMeasurements): Check {
  const level: Level =
    availableBytes < T.memoryBadBytes ? 'bad' : availableBytes < T.memoryWarningBytes ? 'warning' : 'ok';
  const values = { available: megabytes(availableBytes), total: megabytes(totalBytes) };
  return { id: 'memory', level, state: level === 'ok' ? 'ok' : 'low', values };
}

function nodeCheck({ node }: MachineMeasurements): Check {
  const isFitting = node.version.split('.')[0] === node.wanted.split('.')[0];
  return { id: 'node', level: isFitting ? 'ok' : 'bad', state: isFitting ? 'ok' : 'other', values: { ...node } };
}

/** The binaries of the packages ask for 2.28 or newer (Node 24 and better-sqlite3 on Linux). */
function glibcCheck({ glibc }: MachineMeasurements): Check {
  if (glibc === null) return { id: 'glibc', level: 'bad', state: 'none', values: {} };
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  const isFitting = major > 2 || (major === 2 && minor >= 28);
  return {
    id: 'glibc',
    level: isFitting ? 'ok' : 'bad',
    state: isFitting ? 'ok' : 'old',
    values: { version: glibc }
  };
}

function yearCheck({ nowMs, timeZone }: MachineMeasurements): Check {
  const year = new Date(nowMs).getUTCFullYear();
  const isPlausible = year >= T.yearMin && year <= T.yearMax;
  const values = { time: new Date(nowMs).toISOString().slice(0, 16).replace('T', ' '), timeZone };
  return { id: 'time', level: isPlausible ? 'ok' : 'bad', state: isPlausible ? 'ok' : 'implausible', values };
}

/** File systems over a network, or in a process: their locks and syncs cannot be relied upon (RELIABILITY §4.1.4). */
const REMOTE = /^(nfs|cifs|smb|9p|fuse|ceph|glusterfs|afs|lustre)/;

function folderCheck({ folder: { path, fileSystem } }: MachineMeasurements): Check {
  const values = { path, fileSystem: fileSystem ?? '?' };
  if (fileSystem === null) return { id: 'folder', level: 'warning', state: 'unknown', values };
  const isRemote = REMOTE.test(fileSystem);
  return { id: 'folder', level: isRemote ? 'warning' : 'ok', state: isRemote ? 'remote' : 'ok', values };
}

function keyCheck({ keyMode }: MachineMeasurements): Check {
  if (keyMode === null) return { id: 'key', level: 'ok', state: 'environment', values: {} };
  if (keyMode === 'missing') return { id: 'key', level: 'warning', state: 'missing', values: {} };
  const mode = (keyMode & 0o777).toString(8);
  const isPrivate = (keyMode & 0o077) === 0;
  return { id: 'key', level: isPrivate ? 'ok' : 'bad', state: isPrivate ? 'ok' : 'open', values: { mode } };
}

function portCheck({ port }: MachineMeasurements): readonly Check[] {
  if (!port) return [];
  const level = port.state === 'taken' ? 'bad' : 'ok';
  return [{ id: 'port', level, state: port.state, values: { port: String(port.number) } }];
}
