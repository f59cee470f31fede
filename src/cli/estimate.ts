import { basename } from 'node:path';
import { columnsOf } from '../lib/domain/rows/estimate-spec.ts';
import { RakingFault } from '../lib/domain/rows/raking.ts';
import { SpecFault } from '../lib/domain/rows/spec-design.ts';
import { specResult } from '../lib/domain/rows/spec-result.ts';
import { readTable } from '../lib/server/survey-files/data-file.ts';
import { readEstimateSpec } from '../lib/server/survey-files/estimate-spec-file.ts';
import { InputFaults } from '../lib/server/survey-files/input-fault.ts';
import type { Arguments } from './main.ts';
import { progressOf, requiredOption, writeResult } from './result-output.ts';

/** `hailong estimate`: design-based figures of any data file (METHODS §12). */
export async function run(args: Arguments): Promise<number> {
  return writeResult(args, async () => {
    const spec = await readEstimateSpec(requiredOption(args, 'spec'));
    const path = requiredOption(args, 'data');
    const table = await readTable(path, columnsOf(spec), progressOf(path));
    const faults = new InputFaults(basename(path));
    if (table.n === 0) faults.fail('has no rows');
    try {
      return specResult(spec, table);
    } catch (error) {
      if (error instanceof RakingFault) faults.fail(`calibration: ${error.message}`);
      if (!(error instanceof SpecFault)) throw error;
      // Row 1 is the header.
      return faults.fail(error.message, {
        row: error.row === undefined ? undefined : error.row + 2,
        column: error.column
      });
    }
  });
}
