import { verify } from '../lib/server/services/verify.ts';
import type { Arguments } from './main.ts';
import { openExisting } from './open.ts';

/** Proves moments = rebuild(responses) and the audit chain. Exit 1 names the first differences. */
export async function run(args: Arguments): Promise<number> {
  const runtime = await openExisting(args);
  const { db, directory } = runtime.context;
  const report = await verify(db, directory, (done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} responses`);
  });
  await runtime.close();
  const cells = Object.entries(report.cells).map(([grain, count]) => `${grain} ${count}`);
  console.log(`${report.responses} responses; cells: ${cells.join(', ')}`);
  for (const { grain, cell } of report.differences.slice(0, 20)) console.log(`DIFFERENT ${grain} ${cell}`);
  if (report.firstBadAuditEntry !== null) console.log(`AUDIT first bad entry: ${report.firstBadAuditEntry}`);
  const sound = report.differences.length === 0 && report.firstBadAuditEntry === null;
  console.log(
    sound ? 'moments = rebuild(responses): yes; audit chain: whole' : `${report.differences.length} cells differ`
  );
  return sound ? 0 : 1;
}
