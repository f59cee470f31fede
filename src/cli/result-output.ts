import { writeSync } from 'node:fs';
import { basename } from 'node:path';
import type { Progress } from '../lib/server/survey-files/csv-file.ts';
import { InputFault } from '../lib/server/survey-files/input-fault.ts';
import type { Arguments } from './main.ts';
import { option } from './open.ts';
import { resultTables } from './result-tables.ts';

/** Computes a result and writes it when it is complete; faults of the input go to the standard error, the exit code is 2. */
export async function writeResult(args: Arguments, compute: () => Promise<object>): Promise<number> {
  try {
    const format = option(args, 'format') ?? 'table';
    if (format !== 'json' && format !== 'table') throw new InputFault(`--format is json or table, not ${format}`);
    const result = await compute();
    writeAll(format === 'json' ? `${JSON.stringify(result)}\n` : resultTables(result));
    return 0;
  } catch (error) {
    if (!(error instanceof InputFault)) throw error;
    console.error(error.message.replace(/^/gm, 'hailong: '));
    return 2;
  }
}

export function requiredOption(args: Arguments, name: string): string {
  const value = option(args, name);
  if (value === undefined || value === '') throw new InputFault(`--${name} FILE is missing`);
  return value;
}

/** A line on the standard error every 100,000 rows; on a terminal they replace each other. */
export function progressOf(path: string): Progress {
  return (rows) => {
    const line = `${basename(path)}: ${rows.toLocaleString('en')} rows`;
    process.stderr.write(process.stderr.isTTY ? `\r${line}` : `${line}\n`);
  };
}

/** To the standard output, whole: a pipe takes it in pieces, and the process must not end before the last. */
function writeAll(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') continue;
      throw error;
    }
  }
}
