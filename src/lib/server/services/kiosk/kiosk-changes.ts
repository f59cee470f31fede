import { isPlainText } from '../../../domain/document/plain-text.ts';
import type { AuditAct } from '../../../domain/access/audit-acts.ts';
import { COMMANDS, type KioskCommand } from '../../../domain/kiosk/protocol.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { audit } from '../audit/audit.ts';
import { counterOf } from '../organisation/counter-editing.ts';
import { insertKioskLink, kioskName, pinOf } from './kiosk-pairing.ts';
import { kioskMark, kioskRow, type Kiosk } from './kiosk-rows.ts';
import { unitOfCounter } from '../links/links.ts';

const TEXT_MAX = 200;

/**
 * Gives a kiosk another name, and another PIN where one is typed. `mark` is the one that was shown. Throws `kiosk.edited`,
 * `kiosk.name_malformed`, `kiosk.pin_malformed`.
 */
export async function renameKiosk(
  ctx: Context,
  id: string,
  typed: { readonly mark: string; readonly name: string; readonly pin: string }
): Promise<void> {
  const kiosk = await managed(ctx, id);
  requireShown(ctx, kiosk, typed.mark);
  const name = kioskName(typed.name);
  const pin = typed.pin === '' ? {} : await pinOf(typed.pin);
  await change(ctx, kiosk, { set: { name, ...pin }, act: 'kiosk.change', details: { name, pin: typed.pin !== '' } });
}

/**
 * The tablet stands at another counter from now on, under a new link; what it still holds was answered under the link
 * before, and stays with the counter before. Throws `kiosk.there` where it stands there already,
 * `counter.not_found` also where that has ended, `kiosk.edited`, `access.denied`.
 */
export async function moveKiosk(
  ctx: Context,
  id: string,
  { mark, counter: to }: { readonly mark: string; readonly counter: string }
): Promise<void> {
  const kiosk = await managed(ctx, id);
  requireCan(ctx, 'kiosk.manage', unitOfCounter(ctx, to));
  requireShown(ctx, kiosk, mark);
  if (kiosk.counter === to) throw problem('kiosk.there');
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    const link = await insertKioskLink(inside, to);
    await db.insertInto('kiosk_link').values({ kiosk: id, link }).execute();
    await update(inside, kiosk, { counter: to, link });
    await endLink(inside, kiosk);
    await audit(inside, 'kiosk.move', { kiosk: id, name: kiosk.name, from: kiosk.counter, counter: to });
  });
  await ctx.directory.reload();
}

/** Nothing that the tablet sends is taken any more. It can be paired anew, as another kiosk. */
export async function revokeKiosk(ctx: Context, id: string): Promise<void> {
  const kiosk = await managed(ctx, id);
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    await update(inside, kiosk, { status: 'revoked', command: null });
    await endLink(inside, kiosk);
    await audit(inside, 'kiosk.revoke', { kiosk: id, name: kiosk.name });
  });
  await ctx.directory.reload();
}

/** Nobody is asked under the link any more, and its counter does not count as served by it; held answers are taken. */
async function endLink({ db }: Context, { link }: Kiosk): Promise<void> {
  await db.updateTable('link').set({ status: 'revoked' }).where('code', '=', link).execute();
}

/**
 * Tells a kiosk what to do at its next contact; a command that it has not fetched yet is replaced. A message without text
 * takes the one before away. Throws `kiosk.command_malformed`.
 */
export async function commandKiosk(
  ctx: Context,
  id: string,
  typed: { readonly kind: string; readonly text: string }
): Promise<void> {
  const kiosk = await managed(ctx, id);
  const kind = COMMANDS.find((name) => name === typed.kind);
  const text = typed.text.normalize('NFC').trim();
  const isFit = text.length <= TEXT_MAX && isPlainText(text);
  if (!kind || !isFit) throw problem('kiosk.command_malformed');
  const command: KioskCommand = { id: ctx.newId(), kind, text: kind === 'message' ? text : '' };
  const set = { command: JSON.stringify(command) };
  await change(ctx, kiosk, { set, act: 'kiosk.command', details: { kind, text: command.text } });
}

/** Somebody has looked at what was found, and at the tablet: it alarms no more. Throws `kiosk.not_found`. */
export async function settleFinding(ctx: Context, id: string, finding: string): Promise<void> {
  const kiosk = await managed(ctx, id);
  await ctx.gate.run(async (db) => {
    const settled = await db
      .updateTable('kiosk_finding')
      .set({ settled_by: ctx.actor.id })
      .where('id', '=', finding)
      .where('kiosk', '=', id)
      .where('settled_by', 'is', null)
      .returning(['kind', 'first_seq', 'last_seq'])
      .executeTakeFirst();
    if (!settled) throw problem('kiosk.not_found');
    const { kind, first_seq: first, last_seq: last } = settled;
    await audit({ ...ctx, db }, 'kiosk.settle', { kiosk: id, name: kiosk.name, kind, first, last });
  });
}

/** What kiosks do with a form that somebody left: `drop` it, or `send` what is answered. */
export async function setPartialForms(ctx: Context, typed: string): Promise<void> {
  requireCan(ctx, 'round.manage', ctx.directory.root().id);
  const partial = typed === 'send' ? 'send' : 'drop';
  await ctx.gate.run(async (db) => {
    await db.updateTable('campaign').set({ kiosk_partial: partial }).execute();
    await audit({ ...ctx, db }, 'kiosk.partial', { partial });
  });
}

export async function partialForms(ctx: Context): Promise<'drop' | 'send'> {
  const campaign = await ctx.db.selectFrom('campaign').select('kiosk_partial').executeTakeFirst();
  return campaign?.kiosk_partial === 'send' ? 'send' : 'drop';
}

/** A kiosk that the actor may change, and that has not ended. Throws `kiosk.not_found`, `kiosk.revoked`. */
async function managed(ctx: Context, id: string): Promise<Kiosk> {
  const kiosk = await kioskRow(ctx, id);
  requireCan(ctx, 'kiosk.manage', counterOf(ctx, kiosk.counter).unit);
  if (kiosk.status !== 'active') throw problem('kiosk.revoked');
  return kiosk;
}

/** Throws `kiosk.edited` where it is no longer as it was shown. */
function requireShown(ctx: Context, kiosk: Kiosk, mark: string): void {
  if (kioskMark(kiosk) !== mark) throw editedSince(ctx, kiosk);
}

function editedSince(ctx: Context, { name, counter }: Kiosk) {
  return problem('kiosk.edited', { name, counter: counterOf(ctx, counter).name });
}

type Columns = Partial<Pick<Kiosk, 'name' | 'status' | 'command' | 'pin_salt' | 'pin_hash' | 'counter' | 'link'>>;

/** Writes as long as name, PIN and place are still those of the row that was read. Throws `kiosk.edited`. */
async function update(ctx: Context, { id, name, pin_salt, counter }: Kiosk, set: Columns): Promise<void> {
  const written = await ctx.db
    .updateTable('kiosk')
    .set(set)
    .where('id', '=', id)
    .where('name', '=', name)
    .where('pin_salt', '=', pin_salt)
    .where('counter', '=', counter)
    .returning('id')
    .executeTakeFirst();
  if (!written) throw editedSince(ctx, await kioskRow(ctx, id));
}

interface Change {
  readonly set: Columns;
  readonly act: AuditAct;
  readonly details: Readonly<Record<string, string | boolean>>;
}

async function change(ctx: Context, kiosk: Kiosk, { set, act, details }: Change): Promise<void> {
  await ctx.gate.run(async (db) => {
    const inside = { ...ctx, db };
    await update(inside, kiosk, set);
    await audit(inside, act, { kiosk: kiosk.id, name: kiosk.name, ...details });
  });
}
