import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import * as age from 'age-encryption';
import { migrations } from '../../../../migrations/index.ts';
import { diskOf } from '../health/machine.ts';
import { requireIntegrity } from '../db/sqlite-copy.ts';
import { sha256Of } from './copy.ts';
import { parseManifest, type BackupManifest } from './manifest.ts';

/** A backup that cannot be used, and why, in plain words. */
export class BackupFault extends Error {}

const FIRST_LINE_MAX = 1_000_000;

/**
 * Opens a backup with one of its keys into a new file, and checks it: its key, that nothing was cut off or changed, its
 * own hash, SQLite's integrity, and that this version knows its schema. Throws a `BackupFault`.
 */
export async function unsealBackup(sealed: string, identity: string, to: string): Promise<BackupManifest> {
  const name = path.basename(sealed);
  const plain = await opened(sealed, identity, name);
  let manifest: BackupManifest;
  try {
    manifest = await unpack(plain, to, name);
  } catch (error) {
    if (error instanceof BackupFault) throw error;
    throw new BackupFault(
      `${name} is damaged or was cut off: ${error instanceof Error ? error.message : String(error)}`
    );
  }
  if ((await sha256Of(to)) !== manifest.sha256)
    throw new BackupFault(`${name}: the database is not the one it was made of`);
  try {
    requireIntegrity(to);
  } catch (error) {
    throw new BackupFault(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return manifest;
}

/** What a backup says of itself, without unpacking it. Throws a `BackupFault`. */
export async function backupManifest(sealed: string, identity: string): Promise<BackupManifest> {
  const plain = await opened(sealed, identity, path.basename(sealed));
  const { line, rest } = await firstLine(plain);
  await rest.return(undefined);
  return parseManifest(line);
}

async function opened(sealed: string, identity: string, name: string): Promise<ReadableStream<Uint8Array>> {
  const decrypter = new age.Decrypter();
  try {
    decrypter.addIdentity(identity);
  } catch {
    throw new BackupFault('the key is not an age key (AGE-SECRET-KEY-1…)');
  }
  try {
    return await decrypter.decrypt(Readable.toWeb(createReadStream(sealed)) as ReadableStream<Uint8Array>);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (/no identity matched/i.test(reason)) throw new BackupFault(`${name} cannot be opened with this key`);
    throw new BackupFault(`${name} is no backup, or its beginning is damaged: ${reason}`);
  }
}

async function unpack(plain: ReadableStream<Uint8Array>, to: string, name: string): Promise<BackupManifest> {
  const { line, rest } = await firstLine(plain);
  const manifest = parseManifest(line);
  requireKnownSchema(manifest, name);
  const disk = await diskOf(path.dirname(to));
  if (disk !== null && disk.freeBytes < manifest.bytes)
    throw new BackupFault(`${name} needs ${manifest.bytes} bytes of disk, and ${disk.freeBytes} are free`);
  await pipeline(
    Readable.from(rest, { objectMode: false }),
    createGunzip(),
    atMost(manifest.bytes, name),
    createWriteStream(to, { mode: 0o600, flags: 'wx' })
  );
  return manifest;
}

function requireKnownSchema(manifest: BackupManifest, name: string): void {
  const unknown = manifest.migrations.filter((migration) => !Object.hasOwn(migrations, migration));
  if (unknown.length > 0) {
    throw new BackupFault(`${name} was made by a newer version (${unknown.join(', ')}): install that one first`);
  }
}

/** Passes on so many bytes and no more: whoever has a public key can make a small file that unpacks to a full disk. */
function atMost(bytes: number, name: string) {
  return async function* (pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let seen = 0;
    for await (const piece of pieces) {
      seen += piece.length;
      if (seen > bytes) throw new BackupFault(`${name} holds more than it says`);
      yield piece;
    }
  };
}

/** The first line, and what comes after it. */
async function firstLine(plain: ReadableStream<Uint8Array>) {
  const pieces = plain[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  for (;;) {
    const { value, done } = await pieces.next();
    if (done) throw new BackupFault('it has no first line');
    head = Buffer.concat([head, value]);
    const end = head.indexOf(10);
    if (end >= 0) return { line: head.subarray(0, end).toString('utf8'), rest: after(head.subarray(end + 1), pieces) };
    if (head.length > FIRST_LINE_MAX) throw new BackupFault('it has no first line');
  }
}

async function* after(head: Buffer, pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
}
