import { problem } from '../../domain/shared/problem.ts';
import type { Config } from '../config.ts';
import { diskOf, nearestFolder } from './machine.ts';

/**
 * Throws `store.headroom` where the work would leave less free than what is kept for answers: jobs, backups and exports
 * are refused before answers are (RELIABILITY §4.1.6). 500 MB by default, some 500,000 answers, on a disk of any size:
 * a tenth of a large disk would stop backups while there is room for years.
 * @param needBytes what the work writes, at most
 */
export async function requireHeadroom(config: Config, needBytes = 0, folder = config.dataDir): Promise<void> {
  if (!(await hasHeadroom(config, needBytes, folder))) throw problem('store.headroom');
}

/** Whether what is kept for answers is still there. A disk that cannot be measured stops nothing. */
export async function hasHeadroom(config: Config, needBytes = 0, folder = config.dataDir): Promise<boolean> {
  const disk = await diskOf(nearestFolder(folder));
  return disk === null || disk.freeBytes - needBytes >= config.headroomBytes;
}
