import { ITEMS_MAX, type KioskReply } from './protocol.ts';

/**
 * The life of an answer on the tablet: queued → sending → acknowledged, which leaves a tombstone; or parked, when the
 * server refuses the answer itself. Nothing but an equal receipt takes an answer out of the outbox.
 */
export const ITEM_STATES = ['queued', 'sending', 'acknowledged', 'parked'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** How long the receipt of a sent answer is kept, without the answer. */
export const TOMBSTONE_MS = 30 * 86_400_000;

const NEXT: Readonly<Record<ItemState, readonly ItemState[]>> = {
  queued: ['sending'],
  sending: ['queued', 'acknowledged', 'parked'],
  // Sent again by hand it is another item, under a new number: what is put back after a contact must not move it.
  parked: [],
  acknowledged: []
};

export const mayBecome = (from: ItemState, to: ItemState): boolean => NEXT[from].includes(to);

interface Numbered {
  readonly seq: number;
  readonly state: ItemState;
}

/**
 * What goes into the next contact: the oldest queued answers whose numbers follow each other, so that their chain can
 * be checked. `most` is smaller after the server found a contact too large.
 */
export function nextBatch<I extends Numbered>(items: readonly I[], most: number = ITEMS_MAX): readonly I[] {
  const queued = items.filter(({ state }) => state === 'queued').sort((a, b) => a.seq - b.seq);
  const first = queued[0]?.seq ?? 0;
  const run = queued.findIndex(({ seq }, i) => seq !== first + i);
  return queued.slice(0, Math.min(run === -1 ? queued.length : run, ITEMS_MAX, Math.max(1, most)));
}

/** After a start nobody is sending: what was on the way is queued again, and the server knows a second copy by its id. */
export const afterStart = (state: ItemState): ItemState => (state === 'sending' ? 'queued' : state);

export type Judgement =
  { readonly to: 'acknowledged' } | { readonly to: 'queued' } | { readonly to: 'parked'; readonly why: string };

/**
 * What a reply says of one answer that was sent. `receipt` is the tablet's own: an acknowledgement of anything else is
 * none. An answer that the reply does not name stays.
 */
export function judge(reply: KioskReply, sent: { readonly seq: number; readonly receipt: string }): Judgement {
  const result = reply.results.find(({ seq }) => seq === sent.seq);
  if (result === undefined) return { to: 'queued' };
  if (result.status === 'stored' || result.status === 'duplicate') {
    return result.receipt === sent.receipt ? { to: 'acknowledged' } : { to: 'queued' };
  }
  return { to: 'parked', why: result.problem?.text ?? result.status };
}
