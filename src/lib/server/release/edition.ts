import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What computes figures. */
const SOURCES = ['src/lib/domain', 'src/lib/server'];

const known = new Map<string, string | null>();

/**
 * Names the program that computes figures by the content of its sources, so that what another edition kept is not read.
 * Null where the sources are not there.
 */
export function programEdition(programDir: string): string | null {
  const found = known.get(programDir);
  if (found !== undefined) return found;
  const edition = editionOf(programDir);
  known.set(programDir, edition);
  return edition;
}

function editionOf(programDir: string): string | null {
  const hash = createHash('sha256');
  try {
    for (const folder of SOURCES) {
      const files = readdirSync(path.join(programDir, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
        .map((entry) => path.relative(programDir, path.join(entry.parentPath, entry.name)))
        .sort();
      for (const file of files) hash.update(`${file}\n`).update(readFileSync(path.join(programDir, file)));
    }
  } catch {
    return null;
  }
  return hash.digest('hex').slice(0, 16);
}
