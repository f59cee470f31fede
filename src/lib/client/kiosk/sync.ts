import { judge } from '../../domain/kiosk/outbox.ts';
import { ITEMS_MAX, parseReply, type KioskReply } from '../../domain/kiosk/protocol.ts';
import { deviceState } from './device-state.ts';
import { identityOf, nextCount, note, notesOf, raiseCount } from './identity.ts';
import { holdings, settle, takeBatch, type Outcome } from './outbox.ts';
import { currentPackage, fetchPackage } from './package.ts';
import { countIn, tell, type Reply } from './server.ts';
import type { KioskStore, OutboxItem } from './store.ts';

/** How a contact went. `call`: somebody has to come; the answers are kept. */
export type Contact =
  | { readonly kind: 'done'; readonly reply: KioskReply; readonly isMore: boolean; readonly isPackageNew: boolean }
  | { readonly kind: 'later'; readonly retryAfterMs: number | null }
  | { readonly kind: 'call' };

/** One contact at a time: what is unsent goes up, what the administration wants comes down. */
export class Sync {
  readonly #store: KioskStore;
  readonly #version: string;
  /** Answers in a contact; smaller after the server found one too large, or could not read one. */
  #most = ITEMS_MAX;

  constructor(store: KioskStore, version: string) {
    this.#store = store;
    this.#version = version;
  }

  async contact(): Promise<Contact> {
    const { items, previous } = await takeBatch(this.#store, this.#most);
    try {
      return await this.#heed(await this.#send(items, previous), items);
    } finally {
      // Whatever happened on the way, nothing stays half sent; what was acknowledged has gone already.
      await this.#putBack(items);
    }
  }

  async #send(items: readonly OutboxItem[], previous: string): Promise<Reply> {
    const { keys, kiosk } = await identityOf(this.#store);
    if (kiosk === null) return { kind: 'unreachable' };
    const state = await deviceState({
      version: this.#version,
      package: (await currentPackage(this.#store))?.hash ?? null,
      holdings: await holdings(this.#store),
      commandDone: (await notesOf(this.#store)).commandDone
    });
    const sent = items.map(({ seq, payload, hash }) => ({ seq, payload, hash }));
    return tell(keys, 'contact', { kiosk, count: await nextCount(this.#store), previous, items: sent, state });
  }

  async #heed(reply: Reply, items: readonly OutboxItem[]): Promise<Contact> {
    if (reply.kind === 'problem') return this.#heedProblem(reply);
    const told = reply.kind === 'ok' ? parseReply(reply.body) : null;
    if (told === null) return { kind: 'later', retryAfterMs: null };
    const outcomes = items.map((item): Outcome => {
      const judged = judge(told, item);
      return { seq: item.seq, to: judged.to, why: judged.to === 'parked' ? judged.why : null };
    });
    await settle(this.#store, outcomes, Date.now());
    await note(this.#store, { lastSyncAt: Date.now(), refused: null });
    const isProgress = items.length > 0 && outcomes.some(({ to }) => to !== 'queued');
    if (isProgress) this.#most = ITEMS_MAX;
    const { unsent } = await holdings(this.#store);
    return {
      kind: 'done',
      reply: told,
      isMore: isProgress && unsent > 0,
      isPackageNew: await this.#freshPackage(told)
    };
  }

  async #heedProblem(reply: Extract<Reply, { kind: 'problem' }>): Promise<Contact> {
    const { status, code, body, retryAfterMs } = reply;
    if (code === 'kiosk.replayed') {
      await raiseCount(this.#store, countIn(body));
      return { kind: 'later', retryAfterMs: 0 };
    }
    if (status === 401 || status === 403) {
      await note(this.#store, { refused: code });
      return { kind: 'call' };
    }
    if (status === 413 || status === 422) this.#most = Math.max(1, Math.floor(this.#most / 2));
    return { kind: 'later', retryAfterMs };
  }

  /** Whether a package lies ready that is not the one that is shown. */
  async #freshPackage(reply: KioskReply): Promise<boolean> {
    const current = await currentPackage(this.#store);
    if (current?.hash === reply.package && current.lacking.length === 0) return false;
    return (await fetchPackage(this.#store)) === null;
  }

  async #putBack(items: readonly OutboxItem[]): Promise<void> {
    await settle(
      this.#store,
      items.map(({ seq }) => ({ seq, to: 'queued', why: null })),
      Date.now()
    );
  }
}
