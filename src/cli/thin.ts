import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import Papa from 'papaparse';
import { everyKth } from '../lib/domain/sampling/every-kth.ts';
import { InputFault } from '../lib/server/survey-files/input-fault.ts';
import { readCsv } from '../lib/server/survey-files/csv-file.ts';
import type { Arguments } from './main.ts';
import { option } from './open.ts';

const SEED_MAX = 2 ** 31 - 1;

/** `hailong thin`: every k-th dossier of a file, with the columns that are named and no others. */
export async function run(args: Arguments): Promise<number> {
  const [input, out] = [option(args, 'in'), option(args, 'out')];
  const every = Number(option(args, 'every'));
  const seed = Number(option(args, 'seed') ?? randomInt(SEED_MAX));
  const keep = (option(args, 'keep') ?? '').split(',').map((name) => name.trim().normalize('NFC'));
  const isNumbered = Number.isInteger(every) && every >= 1 && Number.isInteger(seed) && seed >= 0 && seed <= SEED_MAX;
  if (input === undefined || out === undefined || !isNumbered || keep.includes('')) {
    console.error('hailong: thin --every K --in FILE --keep COLUMN[,COLUMN] --out FILE [--seed N]');
    return 2;
  }
  try {
    const isTaken = everyKth(every, seed);
    const kept: string[][] = [];
    let dossiers = 0;
    await readCsv(input, ({ at }) => {
      const places = keep.map(at);
      return (fields) => {
        if (isTaken(dossiers)) kept.push(places.map((place) => fields[place] ?? ''));
        dossiers += 1;
      };
    });
    await writeFile(out, `\uFEFF${Papa.unparse({ fields: keep, data: kept })}\r\n`, { flag: 'wx', mode: 0o600 });
    console.log(`${kept.length} of ${dossiers} dossiers, every ${every}, seed ${seed}: ${out}`);
    return 0;
  } catch (error) {
    if (!(error instanceof InputFault)) throw error;
    console.error(error.message.replace(/^/gm, 'hailong: '));
    return 2;
  }
}
