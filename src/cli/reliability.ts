import { basename } from 'node:path';
import { reliabilityResult } from '../lib/domain/analysis/reliability-result.ts';
import { readTable } from '../lib/server/survey-files/data-file.ts';
import { InputFaults } from '../lib/server/survey-files/input-fault.ts';
import { readReliabilitySpec } from '../lib/server/survey-files/reliability-spec-file.ts';
import type { Arguments } from './main.ts';
import { progressOf, requiredOption, writeResult } from './result-output.ts';

/** `hailong reliability`: how well items of a data file measure one thing (METHODS §9, §12). */
export async function run(args: Arguments): Promise<number> {
  return writeResult(args, async () => {
    const spec = await readReliabilitySpec(requiredOption(args, 'spec'));
    const items = new Set([...spec.scales.flatMap((scale) => scale.items), ...spec.items]);
    const { min, max } = spec.scale;
    const wanted = { numbers: items, texts: new Set<string>(), range: { min, max } };
    const path = requiredOption(args, 'data');
    const table = await readTable(path, wanted, progressOf(path));
    if (table.n === 0) new InputFaults(basename(path)).fail('has no rows');
    return reliabilityResult(Object.fromEntries([...items].map((item) => [item, table.numbers(item)])), spec);
  });
}
