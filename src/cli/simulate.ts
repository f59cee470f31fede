import { localDay } from '../lib/domain/shared/time.ts';
import { simulateRound } from '../lib/server/services/store/simulation.ts';
import type { Arguments } from './main.ts';
import { openInstallation, operatorContext, option } from './open.ts';

/** Adds simulated responses of today to the open round of a demo database; refuses any other. */
export async function run(args: Arguments): Promise<number> {
  const runtime = await openInstallation(args);
  try {
    const ctx = operatorContext(runtime);
    if (ctx.directory.purpose() !== 'demo') {
      console.error('hailong: simulate works on a demo database only; this is not one');
      return 1;
    }
    const round = ctx.directory.rounds().find(({ status }) => status === 'open');
    if (!round) throw new Error('no round is open');
    const today = localDay(ctx.now());
    const plan = {
      responses: Number(option(args, 'responses') ?? '100'),
      seed: Number(option(args, 'seed') ?? String(ctx.now() % 100_000)),
      from: today,
      to: today,
      quarter: 3,
      silentUnits: new Set<string>(),
      stuffedCounters: new Set<string>()
    };
    console.log(`${await simulateRound(ctx, round, plan)} simulated responses stored in ${round.name}`);
    return 0;
  } finally {
    await runtime.close();
  }
}
