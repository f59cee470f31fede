import { migrations } from '../../migrations/index.ts';
import type { Arguments } from './main.ts';
import { openInstallation } from './open.ts';

/** Brings the data folder's schema up to date (opening it does), and names the newest migration. */
export async function run(args: Arguments): Promise<number> {
  const runtime = await openInstallation(args);
  console.log(`${runtime.config.dataDir}: schema ${Object.keys(migrations).sort().at(-1) ?? 'empty'}`);
  await runtime.close();
  return 0;
}
