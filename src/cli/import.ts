import { setMargins } from '../lib/server/services/estimate/margins.ts';
import { InputFault } from '../lib/server/survey-files/input-fault.ts';
import { readMargins } from '../lib/server/survey-files/margins-file.ts';
import { roundOf } from './export.ts';
import type { Arguments } from './main.ts';
import { openExisting, operatorContext, option } from './open.ts';

/** `hailong import margins`: nothing is written unless the whole file can be used. */
export async function run(args: Arguments): Promise<number> {
  const [what] = args.words;
  const [id, file] = [option(args, 'round'), option(args, 'file')];
  if (what !== 'margins' || id === undefined || file === undefined) {
    console.error('hailong: import margins --round ID --file FILE');
    return 2;
  }
  const runtime = await openExisting(args);
  try {
    const ctx = operatorContext(runtime);
    const round = roundOf(ctx, id);
    const margins = await readMargins(file);
    await setMargins(ctx, round.id, margins);
    console.log(`${round.name}: ${[...margins.keys()].join(', ')}`);
    return 0;
  } catch (error) {
    if (!(error instanceof InputFault)) throw error;
    console.error(error.message.replace(/^/gm, 'hailong: '));
    return 2;
  } finally {
    await runtime.close();
  }
}
