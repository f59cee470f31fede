import { sqliteFile } from '../lib/server/db/connect.ts';
import { integrityFaults } from '../lib/server/db/sqlite-copy.ts';
import { verify } from '../lib/server/services/store/verify.ts';
import type { AuditHead } from '../lib/server/services/audit/audit.ts';
import { verifyAudit } from '../lib/server/services/audit/audit-witness.ts';
import { replayAll, type Replay } from '../lib/server/services/rounds/scorecard-replay.ts';
import type { Arguments } from './main.ts';
import { openExisting, operatorContext, option } from './open.ts';

/**
 * Proves the SQLite file whole, moments = rebuild(responses), the frozen scorecards = the same computed again, and the audit
 * chain. Exit 1 names the first differences.
 */
export async function run(args: Arguments): Promise<number> {
  const runtime = await openExisting(args);
  const { db, directory } = runtime.context;
  const { config } = runtime;
  const broken = config.databaseUrl === null ? integrityFaults(sqliteFile(config)) : [];
  for (const fault of broken) console.log(`BROKEN ${fault}`);
  const audit = await verifyAudit(runtime.context, knownHeads(args));
  const report = await verify(db, directory, (done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} responses`);
  });
  const replays = directory.units().length === 0 ? [] : await replayAll(operatorContext(runtime));
  await runtime.close();
  const cells = Object.entries(report.cells).map(([grain, count]) => `${grain} ${count}`);
  console.log(`${report.responses} responses; cells: ${cells.join(', ')}`);
  for (const { grain, cell } of report.differences.slice(0, 20)) console.log(`DIFFERENT ${grain} ${cell}`);
  const isReplayed = told(replays);
  console.log(`audit: ${audit.head.entries} entries, head ${audit.head.entries}:${audit.head.hash}`);
  const { kept } = audit;
  console.log(
    kept.days > 0
      ? `heads beside the database, one a day: ${kept.days}, the first of ${kept.from}`
      : 'no heads lie beside the database: that it was rewritten alone would not be seen'
  );
  if (audit.firstBad !== null) console.log(`AUDIT first bad entry: ${audit.firstBad}`);
  const isRebuilt = broken.length + report.differences.length === 0;
  const sound = isRebuilt && isReplayed && audit.firstBad === null;
  console.log(
    sound
      ? 'moments = rebuild(responses): yes; audit chain: whole'
      : `${report.differences.length} cells differ; ${broken.length} faults of the file`
  );
  return sound ? 0 : 1;
}

/** Says how many frozen scorecards are the same when they are computed again; whether all are. */
function told(replays: readonly Replay[]): boolean {
  const different = replays.filter(({ isSame }) => !isSame);
  for (const { round, version, differences } of different)
    console.log(`DIFFERENT scorecard ${round} version ${version}: ${differences.join(', ')}`);
  console.log(`scorecards: ${replays.length - different.length} of ${replays.length} computed again bit-identically`);
  return different.length === 0;
}

/** Heads that were written down earlier: `--head ENTRIES:HASH`, as this command prints it. */
function knownHeads(args: Arguments): readonly AuditHead[] {
  const text = option(args, 'head');
  if (text === undefined) return [];
  const [, entries = '', hash = ''] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (hash === '') throw new Error('verify: --head is ENTRIES:HASH, as printed by an earlier verify');
  return [{ entries: Number(entries), hash }];
}
