import { basename } from 'node:path';
import { readCsv } from './csv-file.ts';
import { InputFaults, shown } from './input-fault.ts';

/** By variable, by category: its share. */
export type MarginShares = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** `variable,category,share`: the shares of a variable sum to 1 (METHODS §0). */
export async function readMargins(path: string): Promise<MarginShares> {
  const margins = new Map<string, Map<string, number>>();
  await readCsv(path, ({ faults, at }) => {
    const [variableAt, categoryAt, shareAt] = [at('variable'), at('category'), at('share')];
    return (fields, row) => {
      const [variable, category] = [fields[variableAt] ?? '', fields[categoryAt] ?? ''].map((t) => t.normalize('NFC'));
      const [text, share] = [fields[shareAt] ?? '', Number(fields[shareAt] || NaN)];
      if (!(share >= 0 && share <= 1)) faults.add(`${shown(text)} is no share from 0 to 1`, { row, column: 'share' });
      const shares = margins.get(variable ?? '') ?? new Map<string, number>();
      if (shares.has(category ?? '')) faults.add(`${shown(category ?? '')} stands twice`, { row, column: 'category' });
      margins.set(variable ?? '', shares.set(category ?? '', share));
    };
  });
  const faults = new InputFaults(basename(path));
  for (const [variable, shares] of margins) {
    const sum = [...shares.values()].reduce((total, share) => total + share, 0);
    if (Math.abs(sum - 1) > 1e-6) faults.add(`the shares of ${shown(variable)} sum to ${sum}, not to 1`);
  }
  faults.throwIfAny();
  return margins;
}
