import { sqliteFile } from '../lib/server/db/connect.ts';
import { integrityFaults } from '../lib/server/db/sqlite-copy.ts';
import { verify } from '../lib/server/services/store/verify.ts';
import type { AuditHead } from '../lib/server/services/audit/audit.ts';
import { verifyAudit } from '../lib/server/services/audit/audit-witness.ts';
import type { Arguments } from './main.ts';
import { openExisting, option } from './open.ts';

/** Proves the SQLite file whole, moments = rebuild(responses) and the audit chain. Exit 1 names the first differences. */
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
  await runtime.close();
  const cells = Object.entries(report.cells).map(([grain, count]) => `${grain} ${count}`);
  console.log(`${report.responses} responses; cells: ${cells.join(', ')}`);
  for (const { grain, cell } of report.differences.slice(0, 20)) console.log(`DIFFERENT ${grain} ${cell}`);
  console.log(`audit: ${audit.head.entries} entries, head ${audit.head.entries}:${audit.head.hash}`);
  const { kept } = audit;
  console.log(
    kept.days > 0
      ? `heads beside the database, one a day: ${kept.days}, the first of ${kept.from}`
      : 'no heads lie beside the database: that it was rewritten alone would not be seen'
  );
  if (audit.firstBad !== null) console.log(`AUDIT first bad entry: ${audit.firstBad}`);
  const sound = broken.length + report.differences.length === 0 && audit.firstBad === null;
  console.log(
    sound
      ? 'moments = rebuild(responses): yes; audit chain: whole'
      : `${report.differences.length} cells differ; ${broken.length} faults of the file`
  );
  return sound ? 0 : 1;
}

/** Heads that were written down earlier: `--head ENTRIES:HASH`, as this command prints it. */
function knownHeads(args: Arguments): readonly AuditHead[] {
  const text = option(args, 'head');
  if (text === undefined) return [];
  const [, entries = '', hash = ''] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (hash === '') throw new Error('verify: --head is ENTRIES:HASH, as printed by an earlier verify');
  return [{ entries: Number(entries), hash }];
}
