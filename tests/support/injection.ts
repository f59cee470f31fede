import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Injection {
  /** Lets go of the process, if it is still there. Gives the lines of strace, one a system call that was changed. */
  readonly end: () => Promise<readonly string[]>;
  readonly lines: () => readonly string[];
}

const ATTACH_MS = 10_000;

/** Null where strace can be used on this machine; else what is missing. */
export function noStrace(): string | null {
  return spawnSync('strace', ['--version']).status === 0 ? null : 'no strace: apt-get install strace';
}

/**
 * Changes system calls of a running process with strace, in all its threads, from when the promise resolves.
 * @param calls e.g. `fsync,fdatasync`
 * @param change e.g. `delay_enter=10000` (µs) or `error=EIO:when=3`
 * @param paths only calls on these files; none = on all
 */
export async function inject(
  pid: number,
  calls: string,
  change: string,
  paths: readonly string[] = []
): Promise<Injection> {
  const words = ['-f', '-e', `trace=${calls}`, '-e', `inject=${calls}:${change}`, '-p', String(pid)];
  const child = spawn('strace', [...words, ...paths.flatMap((file) => ['-P', file])], {
    stdio: ['ignore', 'ignore', 'pipe']
  });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'close');
  for (const until = Date.now() + ATTACH_MS; !isTraced(pid); await sleep(10)) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`strace did not attach: ${text}`);
  }
  const lines = (): readonly string[] => text.split('\n').filter((line) => / (\(INJECTED\)|\(DELAYED\))/.test(line));
  return {
    lines,
    end: async () => {
      child.kill('SIGINT');
      await ended;
      return lines();
    }
  };
}

function isTraced(pid: number): boolean {
  return !/^TracerPid:\s+0$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
