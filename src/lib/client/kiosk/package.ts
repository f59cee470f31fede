import { isPackageReply, type KioskPackage } from '../../domain/kiosk/package.ts';
import { canonicalJson } from '../../domain/shared/canonical.ts';
import { sha256, sha256OfBytes } from './chain.ts';
import { identityOf, nextCount } from './identity.ts';
import { tell, type Reply } from './server.ts';
import type { KioskStore, StoredPackage } from './store.ts';

/** The package that is shown. */
export const currentPackage = async (store: KioskStore): Promise<StoredPackage | null> =>
  (await store.run((db) => db.get('packages', 'current'))) ?? null;

/**
 * Fetches the package of the server with all its recordings, checks each by its hash, and lays it beside the one that
 * is shown; `takeNextPackage` takes it up between two respondents.
 * @returns the reply where it was no package of ours; null when it lies ready
 */
export async function fetchPackage(store: KioskStore): Promise<Reply | null> {
  const { keys, kiosk } = await identityOf(store);
  if (kiosk === null) return { kind: 'unreachable' };
  const reply = await tell(keys, 'package', { kiosk, count: await nextCount(store) });
  if (reply.kind !== 'ok') return reply;
  if (!isPackageReply(reply.body)) return { kind: 'unreachable' };
  const { hash, package: fetched } = reply.body;
  if ((await sha256(namedText(fetched))) !== hash) return { kind: 'unreachable' };
  const lacking = await keepClips(store, fetched);
  if (lacking === null) return { kind: 'unreachable' };
  const next: StoredPackage = { hash, package: withoutLanguages(fetched, lacking), lacking };
  await store.run((db) => db.put('packages', next, 'next'));
  return null;
}

/** What the name of a package is the SHA-256 of: the questionnaire has a name of its own, and is left out. */
function namedText(fetched: KioskPackage): string {
  return canonicalJson({ ...fetched, survey: fetched.survey && { ...fetched.survey, document: null } });
}

/** The recordings that the server does not have as it says; null where the network failed. */
async function keepClips(store: KioskStore, fetched: KioskPackage): Promise<readonly string[] | null> {
  const lacking: string[] = [];
  for (const { url, sha256: named } of (fetched.survey?.spoken ?? []).flatMap(({ clips }) => clips)) {
    if ((await store.run((db) => db.getKey('clips', named))) !== undefined) continue;
    try {
      const response = await fetch(url, { cache: 'no-store', credentials: 'omit' });
      const bytes = await response.arrayBuffer();
      if (response.ok && (await sha256OfBytes(bytes)) === named) await store.run((db) => db.put('clips', bytes, named));
      else lacking.push(named);
    } catch {
      return null;
    }
  }
  return lacking;
}

/** Without the languages of which a recording is lacking: half a language helps nobody. */
function withoutLanguages(fetched: KioskPackage, lacking: readonly string[]): KioskPackage {
  if (fetched.survey === null || lacking.length === 0) return fetched;
  const spoken = fetched.survey.spoken.filter(({ clips }) => !clips.some((clip) => lacking.includes(clip.sha256)));
  return { ...fetched, survey: { ...fetched.survey, spoken } };
}

/** Takes up what lies ready, and throws away the recordings that nobody hears any more. */
export async function takeNextPackage(store: KioskStore): Promise<StoredPackage | null> {
  return store.run(async (db) => {
    const tx = db.transaction(['packages', 'clips'], 'readwrite', { durability: 'strict' });
    const [packages, clips] = [tx.objectStore('packages'), tx.objectStore('clips')];
    const next = await packages.get('next');
    if (next !== undefined) {
      await packages.put(next, 'current');
      await packages.delete('next');
      const heard = new Set((next.package.survey?.spoken ?? []).flatMap((one) => one.clips.map((clip) => clip.sha256)));
      for (const key of await clips.getAllKeys()) if (!heard.has(key)) await clips.delete(key);
    }
    await tx.done;
    return next ?? null;
  });
}
