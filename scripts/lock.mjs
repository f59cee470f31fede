// One process at a time. Plain JavaScript for any Node from 18 on; needs nothing installed.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while holding the lock file, and waits while another living process holds it. The file names its holder
 * by process id and start time, so that the lock of a killed process, or of a number given out again, is taken over.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {(holder: string) => void} [onWait] called once, when the lock is busy
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait = () => {}) {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, identity(process.pid));
  let told = false;
  try {
    while (!tryTake(mine, path)) {
      const holder = read(path);
      if (holder !== null && !isAlive(holder)) removeStale(path, holder);
      else if (!told) {
        told = true;
        onWait((holder ?? '').split(' ')[0] ?? '');
      }
      await sleep(100 + Math.random() * 150);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  const free = () => {
    if (read(path) === identity(process.pid)) rmSync(path, { force: true });
  };
  process.once('exit', free);
  try {
    return await work();
  } finally {
    process.off('exit', free);
    free();
  }
}

/** A hard link appears with its content or not at all, and fails where the name is taken. */
function tryTake(/** @type {string} */ mine, /** @type {string} */ path) {
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the file away before judging it again: of two that saw the same dead holder only one moves it. */
function removeStale(/** @type {string} */ path, /** @type {string} */ holder) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== holder) tryTake(aside, path);
  rmSync(aside, { force: true });
}

function isAlive(/** @type {string} */ holder) {
  const pid = Number(holder.split(' ')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
  }
  return identity(pid) === holder;
}

/** On Linux the 22nd field of /proc/<pid>/stat is the start time; elsewhere the number alone must do. */
function identity(/** @type {number} */ pid) {
  const stat = read(`/proc/${pid}/stat`);
  const startedAt = stat === null ? '' : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '');
  return `${pid} ${startedAt}`;
}

function read(/** @type {string} */ path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function codeOf(/** @type {unknown} */ error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
