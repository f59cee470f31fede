import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from './config.ts';
import type { Store } from './db/connect.ts';

/**
 * The key of the payload hashes, which is never in the database: from the environment, or, with SQLite, made on the
 * first start in the data folder, readable by the service's account only. With PostgreSQL the servers share it, so that
 * it must be given. Throws with a plain reason.
 */
export function installationKey(config: Config): Buffer {
  if (config.secret !== null) return Buffer.from(config.secret, 'hex');
  if (config.secretFile !== null) return keyIn(config.secretFile);
  if (config.databaseUrl !== null) {
    throw new Error(
      'with PostgreSQL the installation’s key must be given, the same to every server: HAILONG_SECRET (64 hexadecimal ' +
        'digits, openssl rand -hex 32) or HAILONG_SECRET_FILE'
    );
  }
  const file = path.join(config.dataDir, 'secret.key');
  if (!existsSync(file)) makeKey(file);
  return keyIn(file);
}

/** Of two processes that start at once one makes it. */
function makeKey(file: string): void {
  try {
    writeFileSync(file, randomBytes(32).toString('hex') + '\n', { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!existsSync(file)) throw error;
  }
}

function keyIn(file: string): Buffer {
  const text = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error(`${file} is not a key of 64 hexadecimal digits`);
  return Buffer.from(text, 'hex');
}

const MARK = 'key_mark';

/**
 * Throws where the database was used with another key: repeats would not be recognised, and would be kept aside as
 * conflicts. The mark is written on the first start; it does not tell the key.
 */
export async function requireSameKey({ db, gate }: Store, key: Buffer): Promise<void> {
  const mark = createHmac('sha256', key).update('hailong key mark').digest('hex');
  const read = () => db.selectFrom('setting').select('value').where('name', '=', MARK).executeTakeFirst();
  let known = await read();
  if (!known) {
    const row = { name: MARK, value: mark };
    await gate.run((inside) =>
      inside
        .insertInto('setting')
        .values(row)
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute()
    );
    known = await read();
  }
  if (known && known.value !== mark) {
    throw new Error(
      'the database was used with another installation key: give the one it was made with (HAILONG_SECRET, or secret.key in the data folder)'
    );
  }
}
