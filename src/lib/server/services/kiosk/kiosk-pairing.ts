import { pbkdf2, randomBytes, randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { CHAIN_START, parsePairingAsk, type PairingReply } from '../../../domain/kiosk/protocol.ts';
import { isPlainText } from '../../../domain/document/plain-text.ts';
import { canonicalJson } from '../../../domain/shared/canonical.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { isSignedBy, type SignedMessage } from './kiosk-messages.ts';
import { insertLink, unitOfCounter } from '../links/links.ts';

const VALID_MS = 10 * 60_000;
/**
 * Tablets that wait at the same time; one more takes the place of the one that has waited longest. Who asks to fill them
 * has to ask so often to keep others out, and of a thousand wrong codes that are typed at most one is a stranger's.
 */
const WAITING_MAX = 1_000;
const NAME_MAX = 40;
export const PIN_ROUNDS = 100_000;

const derive = promisify(pbkdf2);

/**
 * A tablet asks to be paired, and asks again until somebody has approved it: the same key gets the same code. Throws
 * `request.malformed`, `kiosk.signature`, `kiosk.revoked`.
 */
export async function askPairing(ctx: Context, message: SignedMessage): Promise<PairingReply> {
  const ask = parsePairingAsk(message.value);
  if (!ask) throw problem('request.malformed');
  if (!isSignedBy(ask.key, 'pairing', message)) throw problem('kiosk.signature');
  const key = canonicalJson(ask.key);
  const kiosk = await ctx.db
    .selectFrom('kiosk')
    .select(['id', 'status'])
    .where('public_key', '=', key)
    .executeTakeFirst();
  if (kiosk && kiosk.status !== 'active') throw problem('kiosk.revoked');
  if (kiosk) return { kiosk: kiosk.id, code: '', status: 'approved', expiresInS: 0 };
  const now = ctx.now();
  const known = await ctx.db.selectFrom('kiosk_pairing').selectAll().where('public_key', '=', key).executeTakeFirst();
  const waiting = known && known.expires_at > now ? known : await newPairing(ctx, key, now);
  const expiresInS = Math.ceil((waiting.expires_at - now) / 1000);
  return { kiosk: waiting.id, code: waiting.code, status: 'waiting', expiresInS };
}

function newPairing(ctx: Context, key: string, now: number) {
  return ctx.gate.run(async (db) => {
    await db
      .deleteFrom('kiosk_pairing')
      .where((e) => e.or([e('expires_at', '<=', now), e('public_key', '=', key)]))
      .execute();
    const waiting = await db.selectFrom('kiosk_pairing').select(['id', 'code']).orderBy('expires_at').execute();
    const [longest] = waiting.slice(0, -WAITING_MAX + 1);
    if (longest) await db.deleteFrom('kiosk_pairing').where('id', '=', longest.id).execute();
    const taken = new Set(waiting.map(({ code }) => code));
    let code: string;
    do code = String(randomInt(1_000_000)).padStart(6, '0');
    while (taken.has(code));
    const row = { id: ctx.newId(), public_key: key, code, expires_at: now + VALID_MS };
    await db.insertInto('kiosk_pairing').values(row).execute();
    return row;
  });
}

/** What somebody types to pair the tablet in front of them. */
export interface TypedPairing {
  readonly code: string;
  readonly counter: string;
  readonly name: string;
  readonly pin: string;
}

/**
 * Pairs the tablet that shows the code with a counter, under a link of its own. Gives its id. Throws
 * `kiosk.name_malformed`, `kiosk.pin_malformed`, `kiosk.code_unknown`, `counter.not_found` also
 * where it has ended.
 */
export async function approvePairing(ctx: Context, typed: TypedPairing): Promise<string> {
  const { counter } = typed;
  requireCan(ctx, 'kiosk.manage', unitOfCounter(ctx, counter));
  const name = kioskName(typed.name);
  const pin = await pinOf(typed.pin);
  const code = typed.code.replace(/\D/g, '');
  const id = await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const now = ctx.now();
    const pairing = await db
      .deleteFrom('kiosk_pairing')
      .where('code', '=', code)
      .where('expires_at', '>', now)
      .returningAll()
      .executeTakeFirst();
    if (!pairing) throw problem('kiosk.code_unknown');
    const link = await insertKioskLink(inside, counter);
    const { id, public_key } = pairing;
    const row = {
      id,
      name,
      counter,
      link,
      public_key,
      status: 'active',
      chain: CHAIN_START,
      paired_at: now
    };
    await db
      .insertInto('kiosk')
      .values({ ...row, ...pin, seen_at: null, state: null, command: null })
      .execute();
    await db.insertInto('kiosk_link').values({ kiosk: id, link }).execute();
    await audit(inside, 'kiosk.pair', { kiosk: id, name, counter });
    return id;
  });
  await ctx.directory.reload();
  return id;
}

/** A kiosk's own link: its answers are of a device that was seen, and nobody else answers under it. */
export const insertKioskLink = (ctx: Context, counter: string): Promise<string> =>
  insertLink(ctx, { counter, channel: 'kiosk', evidence: 'B', filingMode: 'in_person', stage: null });

/** Throws `kiosk.name_malformed`. */
export function kioskName(typed: string): string {
  const name = typed.normalize('NFC').trim();
  if (name === '' || name.length > NAME_MAX || !isPlainText(name)) throw problem('kiosk.name_malformed');
  return name;
}

/** Four to eight digits, as salt and hash. Throws `kiosk.pin_malformed`. */
export async function pinOf(typed: string): Promise<{ readonly pin_salt: string; readonly pin_hash: string }> {
  if (!/^\d{4,8}$/.test(typed)) throw problem('kiosk.pin_malformed');
  const salt = randomBytes(16);
  const hash = await derive(typed, salt, PIN_ROUNDS, 32, 'sha256');
  return { pin_salt: salt.toString('hex'), pin_hash: hash.toString('hex') };
}
