import { createHash } from 'node:crypto';
import { readChain, type ChainFinding, type ChainReading } from '../../../domain/kiosk/chain.ts';
import type { KioskReport } from '../../../domain/kiosk/fleet.ts';
import { parseContact, type KioskContact, type KioskItem, type KioskReply } from '../../../domain/kiosk/protocol.ts';
import { receiptFrom, receiptText } from '../../../domain/kiosk/receipt.ts';
import type { ProblemNote } from '../../../domain/shared/problem.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { turns } from '../../auth/turns.ts';
import type { Context } from '../../context.ts';
import type { Db } from '../../db/connect.ts';
import { addFindings } from './kiosk-findings.ts';
import { senderOf, type SignedMessage } from './kiosk-messages.ts';
import { packageOf } from './kiosk-packages.ts';
import { parseCommand, type Kiosk } from './kiosk-rows.ts';
import { storeTogether, type SubmitResult } from '../submit/submit-batch.ts';
import { prepareResponses, recordArrivals } from '../submit/submit.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const hash = (text: string): string => sha256(text).toString('hex');

/**
 * What kiosks hold waits in a lane of its own before the write gate, one batch of sixteen at a time: people with phones
 * wait for at most one of them, however many tablets come back at once.
 */
const inTurn = turns({ atOnce: 1, waitingMax: 400 });

/** The reply to a contact, with problems as codes; the words are the route's. */
export interface ContactReply extends Omit<KioskReply, 'results'> {
  readonly results: readonly {
    readonly seq: number;
    readonly status: SubmitResult['status'];
    readonly receipt: string | null;
    readonly problem: ProblemNote | null;
  }[];
}

/**
 * A tablet says how it is and hands over answers: they are stored, its chain is read, and it is told what to do. Throws
 * `request.malformed`, what `senderOf` throws, and `store.*`: then nothing of the message is acknowledged.
 */
export async function receiveContact(ctx: Context, message: SignedMessage): Promise<ContactReply> {
  const contact = parseContact(message.value);
  if (!contact) throw problem('request.malformed');
  const kiosk = await senderOf(ctx, contact, { purpose: 'contact', message });
  if (!chainOf(kiosk, contact, () => false)) throw problem('request.malformed');
  const results = contact.items.length === 0 ? [] : await inTurn(() => store(ctx, kiosk, contact));
  const stored = new Set(contact.items.filter((_, i) => results[i]?.status === 'stored'));
  const reading = chainOf(kiosk, contact, (item) => stored.has(item));
  if (!reading) throw problem('request.malformed');
  const command = parseCommand(kiosk.command);
  const isDone = command !== null && command.id === contact.state.commandDone;
  await ctx.gate.together(noteContacts, {
    ...{ kiosk: kiosk.id, count: contact.count, reading, at: ctx.now(), forget: isDone ? kiosk.command : null },
    report: reportOf(contact, results, ctx.now()),
    findings: reading.findings.map((finding) => ({ ...finding, id: ctx.newId() }))
  });
  return {
    now: ctx.now(),
    package: (await packageOf(ctx, kiosk)).hash,
    results: results.map(({ status, receipt, problems }, i) => ({
      seq: contact.items[i]?.seq ?? 0,
      ...{ status, receipt, problem: problems[0] ?? null }
    })),
    command: isDone ? null : command
  };
}

const chainOf = (kiosk: Kiosk, contact: KioskContact, isNew: (item: KioskItem) => boolean): ChainReading | null =>
  readChain({ seq: kiosk.seq, hash: kiosk.chain }, contact, { hash, isNew });

/** What the tablet said before it knew what becomes of the answers in the message: those that are here are not unsent. */
function reportOf({ state }: KioskContact, results: readonly SubmitResult[], now: number): KioskReport {
  const { clock, ...rest } = state;
  const here = results.filter(({ status }) => status === 'stored' || status === 'duplicate').length;
  return { ...rest, unsent: Math.max(0, rest.unsent - here), clockBehindMs: now - clock };
}

async function store(ctx: Context, kiosk: Kiosk, { items, state }: KioskContact): Promise<readonly SubmitResult[]> {
  const own = await ownLinks(ctx, kiosk);
  const prepared = await prepareResponses(
    ctx,
    items.map(({ payload }) => valueOf(payload)),
    {
      own,
      device: kiosk.id,
      clockBehindMs: ctx.now() - state.clock,
      receipts: items.map(({ payload }) => receiptFrom(sha256(receiptText(payload))))
    }
  );
  const results = await ctx.gate.together(storeHeld, prepared);
  recordArrivals(ctx, prepared, results);
  return results;
}

/**
 * The kiosk links under which a tablet may answer: those that it has had, and those of the same units. A tablet that is
 * paired anew has a new link, and hands over what it still held under the old one; the unit is the same.
 */
async function ownLinks(ctx: Context, kiosk: Kiosk): Promise<ReadonlySet<string>> {
  const had = await ctx.db.selectFrom('kiosk_link').select('link').where('kiosk', '=', kiosk.id).execute();
  const units = had.flatMap(({ link }) => ctx.directory.link(link)?.counter.unit ?? []);
  const beside = [...new Set(units)].flatMap((unit) => ctx.directory.linksOf(unit));
  return new Set(beside.filter(({ channel }) => channel === 'kiosk').map(({ code }) => code));
}

/** A function of its own, so that the gate puts no kiosk's batch together with those of phones. */
const storeHeld: typeof storeTogether = (db, submissions) => storeTogether(db, submissions);

/** A payload that is no JSON is refused like any other value that is no response. */
function valueOf(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return null;
  }
}

interface Noted {
  readonly kiosk: string;
  readonly count: number;
  readonly reading: ChainReading;
  readonly at: number;
  readonly report: KioskReport;
  readonly findings: readonly (ChainFinding & { readonly id: string })[];
  /** The command as it stands, when it was carried out. */
  readonly forget: string | null;
}

/** Notes contacts in the order of their kiosks, so that two servers wait for each other in one direction only. */
async function noteContacts(db: Db, contacts: readonly Noted[]): Promise<readonly null[]> {
  for (const contact of contacts.toSorted((a, b) => (a.kiosk < b.kiosk ? -1 : 1))) await noteContact(db, contact);
  return contacts.map(() => null);
}

async function noteContact(db: Db, { kiosk, count, reading, at, report, findings, forget }: Noted): Promise<void> {
  const { seq, hash: chain } = reading.end;
  const updated = await db
    .updateTable('kiosk')
    .set({ count, seq, chain, seen_at: at, state: JSON.stringify(report) })
    .where('id', '=', kiosk)
    .where('count', '<', count)
    .returning('id')
    .executeTakeFirst();
  if (!updated) return; // a later message of the same tablet was faster
  if (forget !== null) {
    await db
      .updateTable('kiosk')
      .set({ command: null })
      .where('id', '=', kiosk)
      .where('command', '=', forget)
      .execute();
  }
  if (findings.length > 0) await addFindings(db, { kiosk, at, findings });
}
