import * as v from 'valibot';
import path from 'node:path';
import { isRecipient } from './backup/seal.ts';
import { LOG_LEVELS } from './log.ts';

/** What the operator sets. Parsed once at boot; what an administrator changes is data. */
export interface Config {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** The address people type and scan, e.g. https://hailong.langson.gov.vn; posters and QR codes carry it. */
  readonly publicOrigin: string;
  /** Where the program lies: its sources run the background jobs. */
  readonly programDir: string;
  /** Where backups go, and the public keys (age1…) of the two who can open them; none = no backups are made. */
  readonly backup: { readonly dir: string; readonly recipients: readonly string[] };
  /** postgres://…, or null: SQLite in the data folder. */
  readonly databaseUrl: string | null;
  /** The installation's key, 64 hexadecimal digits, where the environment holds it or names its file. */
  readonly secret: string | null;
  readonly secretFile: string | null;
  /** Free bytes of the disk that are kept for answers: below it no job, backup or export is started. */
  readonly headroomBytes: number;
  /** A sign-in service (OpenID Connect), beside account and password. */
  readonly oidc?: OidcConfig;
}

export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What its button says, e.g. "Cổng đăng nhập của tỉnh". */
  readonly name: string;
}

const port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, 'a port from 0 to 65535'),
  v.transform(Number),
  v.maxValue(65_535)
);
const origin = v.pipe(
  v.string(),
  v.check(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'an origin such as https://hailong.example.gov.vn'
  )
);

const databaseUrl = v.pipe(
  v.string(),
  v.check(
    (text) => /^postgres(ql)?:\/\/./.test(text) && URL.canParse(text),
    'a URL such as postgres://hailong@127.0.0.1/hailong; without it the database is SQLite in the data folder'
  )
);
const secret = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/i, '64 hexadecimal digits: openssl rand -hex 32'));

/** Two, so that a lost key loses no backup; each opens it alone. */
const recipients = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').map((one) => one.trim())),
  v.check((list) => list.length >= 2 && new Set(list).size === list.length, 'two different keys, separated by a comma'),
  v.check((list) => list.every(isRecipient), 'public age keys (age1…): hailong backup key')
);
const filled = v.pipe(v.string(), v.minLength(1));
/** Plain http is for tests on this machine. */
const issuer = v.pipe(
  v.string(),
  v.check(
    (text) => /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$))/.test(text) && URL.canParse(text),
    'an address that begins with https://'
  )
);

const megabytes = v.pipe(v.string(), v.regex(/^\d{1,9}$/, 'whole megabytes'), v.transform(Number));

const environment = v.object({
  HAILONG_DATA: v.optional(v.pipe(v.string(), v.minLength(1)), './data/production'),
  HAILONG_HOST: v.optional(v.string(), '127.0.0.1'),
  HAILONG_PORT: v.optional(port, '3000'),
  HAILONG_ORIGIN: v.optional(origin),
  HAILONG_PROGRAM: v.optional(v.string(), '.'),
  HAILONG_BACKUP_DIR: v.optional(v.pipe(v.string(), v.minLength(1))),
  HAILONG_BACKUP_RECIPIENTS: v.optional(recipients),
  HAILONG_SECRET: v.optional(secret),
  HAILONG_SECRET_FILE: v.optional(v.pipe(v.string(), v.minLength(1))),
  HAILONG_HEADROOM_MB: v.optional(megabytes, '500'),
  HAILONG_LOG: v.optional(v.picklist(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`)),
  DATABASE_URL: v.optional(databaseUrl),
  HAILONG_OIDC_ISSUER: v.optional(issuer),
  HAILONG_OIDC_CLIENT_ID: v.optional(filled),
  HAILONG_OIDC_CLIENT_SECRET: v.optional(filled),
  HAILONG_OIDC_NAME: v.optional(filled)
});

/** Parses the environment. Throws one Error that lists every fault, so that the server refuses to start with the reason. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = v.safeParse(environment, env);
  if (!parsed.success) {
    const faults = parsed.issues.map((issue) => `  ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
    throw new Error(`configuration:\n${faults.join('\n')}`);
  }
  const { HAILONG_DATA, HAILONG_HOST, HAILONG_PORT, HAILONG_ORIGIN, HAILONG_SECRET, HAILONG_SECRET_FILE } =
    parsed.output;
  const oidc = oidcOf(parsed.output);
  return {
    dataDir: path.resolve(HAILONG_DATA),
    host: HAILONG_HOST,
    port: HAILONG_PORT,
    publicOrigin: HAILONG_ORIGIN ?? `http://${HAILONG_HOST}:${HAILONG_PORT}`,
    programDir: path.resolve(parsed.output.HAILONG_PROGRAM),
    backup: {
      dir: path.resolve(parsed.output.HAILONG_BACKUP_DIR ?? path.join(HAILONG_DATA, 'backups')),
      recipients: parsed.output.HAILONG_BACKUP_RECIPIENTS ?? []
    },
    databaseUrl: parsed.output.DATABASE_URL ?? null,
    secret: HAILONG_SECRET ?? null,
    secretFile: HAILONG_SECRET_FILE ?? null,
    headroomBytes: parsed.output.HAILONG_HEADROOM_MB * 1_000_000,
    ...(oidc ? { oidc } : {})
  };
}

/** All of its settings or none: half a sign-in service is a mistake. */
function oidcOf(settings: v.InferOutput<typeof environment>): OidcConfig | null {
  const { HAILONG_OIDC_ISSUER, HAILONG_OIDC_CLIENT_ID, HAILONG_OIDC_CLIENT_SECRET, HAILONG_OIDC_NAME } = settings;
  const given = [HAILONG_OIDC_ISSUER, HAILONG_OIDC_CLIENT_ID, HAILONG_OIDC_CLIENT_SECRET];
  if (given.every((setting) => setting === undefined)) return null;
  if (!HAILONG_OIDC_ISSUER || !HAILONG_OIDC_CLIENT_ID || !HAILONG_OIDC_CLIENT_SECRET) {
    throw new Error(
      'configuration:\n  HAILONG_OIDC_ISSUER, HAILONG_OIDC_CLIENT_ID and HAILONG_OIDC_CLIENT_SECRET: set all three or none'
    );
  }
  return {
    issuer: HAILONG_OIDC_ISSUER,
    clientId: HAILONG_OIDC_CLIENT_ID,
    clientSecret: HAILONG_OIDC_CLIENT_SECRET,
    name: HAILONG_OIDC_NAME ?? new URL(HAILONG_OIDC_ISSUER).hostname
  };
}
