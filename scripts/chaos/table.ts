import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import path from 'node:path';
import { findPostgres } from '../../tests/support/postgres.ts';
import type { Fault, Outcome } from './fault.ts';

export interface Line {
  readonly fault: Fault;
  readonly times: number;
  readonly outcome: Outcome;
  readonly seconds: number;
}

const FILE = 'docs/RELIABILITY.md';
const [BEGIN, END] = ['<!-- chaos: begin -->', '<!-- chaos: end -->'];

/** Puts the table between the two markers of docs/RELIABILITY.md, with machine, date, commit and command. */
export function writeTable(lines: readonly Line[], command: string): void {
  const text = readFileSync(FILE, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${FILE} lacks its markers ${BEGIN} and ${END}`);
  const rows = lines.map(({ fault, times, outcome, seconds }) => {
    const cells = [fault.test, fault.title, times, outcome.passed ? 'pass' : '**FAIL**', outcome.figures, seconds];
    return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  });
  const table = [
    `\`${command}\` on ${machine()}.`,
    '',
    '| Test | Fault | Times | Result | Figures | s |',
    '| --- | --- | --: | --- | --- | --: |',
    ...rows
  ].join('\n');
  writeFileSync(FILE, `${text.slice(0, from)}${BEGIN}\n\n${table}\n\n${text.slice(to)}`);
  execFileSync(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', FILE]);
}

function machine(): string {
  const run = (program: string, ...words: string[]) => execFileSync(program, words, { encoding: 'utf8' }).trim();
  const postgres = findPostgres();
  const cores = cpus();
  return [
    `${cores[0]?.model.trim() ?? 'unknown CPU'}, ${cores.length} cores`,
    `Linux ${release()}`,
    `Node ${process.version}`,
    postgres === null
      ? 'no PostgreSQL'
      : run(path.join(postgres, 'postgres'), '--version').replace(/^.*\) /, 'PostgreSQL '),
    new Date().toISOString().slice(0, 10),
    `commit ${run('git', 'rev-parse', '--short', 'HEAD')}`
  ].join('; ');
}
