import { existsSync } from 'node:fs';
import { Problem } from '../lib/domain/shared/problem.ts';
import { sqliteFile } from '../lib/server/db/connect.ts';
import { storeFault } from '../lib/server/db/faults.ts';
import { olderCopy, putBack, unknownTo } from '../lib/server/release/older-schema.ts';
import type { Arguments } from './main.ts';
import { configOf, option } from './open.ts';

/**
 * `hailong rollback-data`: makes the data such that an older release can read them, before `current` leads to it. Does
 * nothing where it can already. Exit 3: it would cost answers, and --give-up-newer was not given.
 */
export async function run(args: Arguments): Promise<number> {
  const release = option(args, 'release');
  if (release === undefined) throw new Error('rollback-data: --release FOLDER, the version to go back to');
  const { dataDir, databaseUrl } = configOf(args);
  if (databaseUrl !== null) {
    console.error('PostgreSQL is not rolled back: restore a backup of the older version into an empty database.');
    return 0;
  }
  if (!existsSync(sqliteFile({ dataDir }))) {
    console.error(`${dataDir} holds no data; nothing to do there. Name the folder with --data if they are elsewhere.`);
    return 0;
  }
  const unknown = await unknownTo(release, dataDir);
  return unknown.length === 0 ? 0 : goBack(dataDir, unknown, args.values['give-up-newer'] === true);
}

function goBack(dataDir: string, unknown: readonly string[], mayGiveUp: boolean): number {
  const { file, responsesSince } = olderCopy(dataDir, unknown);
  if (responsesSince > 0 && !mayGiveUp) {
    console.error(
      `Phiên bản cũ không đọc được dữ liệu mới. Bản chép trước khi nâng cấp thiếu ${responsesSince} phiếu nhận sau đó. Chưa đổi gì. ` +
        'Nếu vẫn quay lại (các phiếu này còn trong một tệp): thêm --give-up-newer.\n' +
        `The older version cannot read ${unknown.join(', ')}. The copy made before it lacks ${responsesSince} answers that came in ` +
        'since. Nothing was changed. To go back all the same (they stay in a file): add --give-up-newer.'
    );
    return 3;
  }
  try {
    const kept = putBack(dataDir, file, Date.now());
    console.log(
      `Dữ liệu trước khi nâng cấp đã trở lại; dữ liệu mới còn trong ${kept}.\n` +
        `The data of before the upgrade are back; the newer ones are kept as ${kept} (${responsesSince} more answers).`
    );
    return 0;
  } catch (error) {
    const fault = storeFault(error);
    if (!(fault instanceof Problem) || fault.code !== 'store.busy') throw error;
    throw new Error('a server still uses the data. Stop it first: systemctl stop hailong', { cause: error });
  }
}
