/**
 * `npm run bench:analyze [-- --sizes 5000,50000,500000]`: seconds and memory of `hailong analyze` with all sections, a
 * baseline and margins, on seeded surveys of 21 items and 80 units. The command runs in a child on its own; its peak is what
 * Linux reports (VmHWM). Limits: 5 s and 400 MB at 50,000 responses, 400 MB at 500,000, and time linear.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateSurvey } from './survey-generator.ts';

const { values } = parseArgs({ options: { sizes: { type: 'string', default: '5000,50000,500000' } } });
const MAIN = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'hailong-bench-analyze-'));

try {
  console.log(`node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}`);
  console.log('responses   seconds   of the one before   peak MB   result MB');
  let before = 0;
  for (const responses of values.sizes.split(',').map(Number)) {
    const survey = await generateSurvey(join(folder, String(responses)), responses, 1);
    const { seconds, peakMb, resultMb } = await analyze(survey.args);
    const ratio = before > 0 ? `× ${(seconds / before).toFixed(1)}` : '';
    const cells = [responses.toLocaleString('en'), seconds.toFixed(1), ratio, peakMb.toFixed(0), resultMb.toFixed(1)];
    console.log(cells.map((cell, i) => cell.padStart([9, 9, 19, 9, 11][i] ?? 0)).join(' '));
    before = seconds;
    rmSync(join(folder, String(responses)), { recursive: true, force: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function analyze(args: readonly string[]) {
  const result = join(folder, 'result.json');
  const out = openSync(result, 'w');
  const startedAt = performance.now();
  const child = spawn(process.execPath, [MAIN, 'analyze', ...args, '--format', 'json'], {
    stdio: ['ignore', out, 'pipe']
  });
  let complaints = '';
  child.stderr.on('data', (text) => (complaints += String(text)));
  let peakMb = 0;
  // The peak only grows: what it was a moment before the end is what it was.
  const watch = setInterval(() => (peakMb = Math.max(peakMb, peakOf(child.pid))), 5);
  const code = await new Promise((resolve) => child.once('close', resolve));
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(watch);
  closeSync(out);
  if (code !== 0) throw new Error(`analyze ended with ${String(code)}\n${complaints}`);
  return { seconds, peakMb, resultMb: statSync(result).size / 1e6 };
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
