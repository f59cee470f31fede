import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const hex64 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const manifest = v.object({
  schema: v.literal('hailong-backup/1'),
  /** Epoch milliseconds. */
  madeAt: count,
  /** Migrations of the copy: one that is not known here was made by a newer version. */
  migrations: v.array(v.string()),
  /** Rows by table. */
  rows: v.record(v.string(), count),
  /** Of the database file, before it was packed. */
  bytes: count,
  sha256: hex64,
  /** The installation's key: without it repeats are not recognised and second factors are lost. */
  installationKey: hex64
});

/** What a backup says of itself, in its first line, encrypted like the rest. */
export type BackupManifest = v.InferOutput<typeof manifest>;

/** Throws where the line is of no backup, or of another format. */
export function parseManifest(line: string): BackupManifest {
  return v.parse(manifest, JSON.parse(line));
}
