import { createReadStream, createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import * as age from 'age-encryption';
import { syncToDisk } from '../db/sqlite-copy.ts';
import { sha256Of } from './copy.ts';
import type { BackupManifest } from './manifest.ts';

/** A file that is not there before it is whole, and is on disk when this resolves. */
export interface SealedBackup {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes a backup: a line of JSON and the packed database, encrypted in the age format to every recipient, each of whom
 * can open it alone (`age --decrypt` reads it too). Neither key is on this machine.
 */
export async function sealBackup(
  of: { readonly database: string; readonly manifest: BackupManifest; readonly recipients: readonly string[] },
  to: string
): Promise<SealedBackup> {
  const encrypter = new age.Encrypter();
  for (const recipient of of.recipients) encrypter.addRecipient(recipient);
  const unfinished = `${to}.unfinished`;
  try {
    const plain = Readable.toWeb(Readable.from(contentOf(of.database, of.manifest), { objectMode: false }));
    const sealed = await encrypter.encrypt(plain as ReadableStream<Uint8Array>);
    await pipeline(Readable.from(sealed), createWriteStream(unfinished, { mode: 0o600 }));
    syncToDisk(unfinished);
    const sha256 = await sha256Of(unfinished);
    renameSync(unfinished, to);
    syncToDisk(path.dirname(to));
    return { bytes: statSync(to).size, sha256 };
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

async function* contentOf(database: string, manifest: BackupManifest): AsyncGenerator<Buffer> {
  yield Buffer.from(`${JSON.stringify(manifest)}\n`);
  const packed = createReadStream(database).pipe(createGzip({ level: 6 }));
  for await (const piece of packed) yield Buffer.from(piece as Uint8Array);
}

/** Whether a text is the public half of a key, `age1…`. */
export function isRecipient(text: string): boolean {
  try {
    new age.Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}

/** A new key: `identity` (secret, to be kept off this machine) and `recipient` (public, for HAILONG_BACKUP_RECIPIENTS). */
export async function newBackupKey(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const identity = await age.generateX25519Identity();
  return { identity, recipient: await age.identityToRecipient(identity) };
}
