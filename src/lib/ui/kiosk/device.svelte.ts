import { canAsk, type Turns } from '../../domain/kiosk/flow.ts';
import type { KioskPackage } from '../../domain/kiosk/package.ts';
import { OUTBOX_MAX, OUTBOX_WARNING, UNSENT_ALARM_MS, type KioskCommand } from '../../domain/kiosk/protocol.ts';
import { askToPersist } from '../../client/kiosk/device-state.ts';
import { identityOf, newIdentity, note, notesOf } from '../../client/kiosk/identity.ts';
import { ownQueue } from '../../client/kiosk/ownership.ts';
import * as outbox from '../../client/kiosk/outbox.ts';
import { currentPackage, fetchPackage, takeNextPackage } from '../../client/kiosk/package.ts';
import { askPairing } from '../../client/kiosk/pairing.ts';
import { restMs, Rhythm } from '../../client/kiosk/rhythm.ts';
import { KioskStore } from '../../client/kiosk/store.ts';
import { Sync, type Contact } from '../../client/kiosk/sync.ts';
import { keepAwake } from '../../client/kiosk/wake.ts';
import { KioskWorker } from '../../client/kiosk/worker.ts';

export type DevicePhase = 'opening' | 'insecure' | 'otherTab' | 'broken' | 'pairing' | 'ready';
export type PairingState = 'waiting' | 'offline' | 'refused' | 'expired' | 'approved';

const PAIRING_EVERY_MS = 3_000;

/** The tablet: who it is, what it holds, what it shows. Not who stands before it. */
export class Device {
  readonly store = new KioskStore();
  readonly version: string;
  phase = $state<DevicePhase>('opening');
  pairing = $state<{ readonly state: PairingState; readonly code: string }>({ state: 'waiting', code: '' });
  package = $state.raw<KioskPackage | null>(null);
  holdings = $state.raw<outbox.Holdings>({ unsent: 0, parked: 0, oldestAt: null });
  lastSyncAt = $state<number | null>(null);
  message = $state('');
  /** Code of what the server refuses this tablet for; null while all is well. */
  refused = $state<string | null>(null);
  hasSaveFailed = $state(false);
  turns: Turns = {};

  /** What the page does when the administration wants the first screen. */
  onReset: () => void = () => undefined;
  /** Whether nobody is answering: only then the package or the application change. */
  isFree: () => boolean = () => true;

  readonly #worker = new KioskWorker();
  readonly #sync: Sync;
  readonly #rhythm: Rhythm;
  #failures = $state(0);
  #isReloadWanted = false;

  readonly isFull = $derived(this.holdings.unsent + this.holdings.parked >= OUTBOX_MAX);
  /** Nobody is asked what could never be handed in: without a round, without room, or as a tablet that was revoked. */
  readonly shut = $derived.by(() => {
    if (this.refused !== null) return 'refused';
    if (this.isFull) return 'full';
    return this.package?.survey != null && canAsk(this.package.survey) ? null : 'closed';
  });
  /** Why somebody should come, as a path of the words; null when nobody needs to. */
  readonly trouble = $derived.by(() => {
    if (this.hasSaveFailed) return 'problem.save';
    if (this.refused !== null) return this.refused === 'kiosk.revoked' ? 'problem.revoked' : 'problem.unknown';
    if (this.holdings.unsent >= OUTBOX_WARNING) return 'problem.full';
    if (this.holdings.parked > 0) return 'problem.parked';
    const { oldestAt } = this.holdings;
    return oldestAt !== null && Date.now() - oldestAt > UNSENT_ALARM_MS ? 'problem.old' : null;
  });

  /** Whether the last try to reach the server failed. */
  readonly isOffline = $derived(this.#failures > 0);

  constructor(version: string) {
    this.version = version;
    this.#sync = new Sync(this.store, version);
    this.#rhythm = new Rhythm(() => this.#contact());
  }

  async start(): Promise<void> {
    if (!isSecureContext) {
      this.phase = 'insecure';
      return;
    }
    void this.#worker.register().catch(() => undefined);
    try {
      await ownQueue(() => (this.phase = 'otherTab'));
    } catch {
      this.phase = 'broken';
      return;
    }
    await this.open();
  }

  async open(): Promise<void> {
    try {
      await outbox.recover(this.store, Date.now());
      const identity = await identityOf(this.store);
      await this.refresh();
      if (identity.kiosk === null) return await this.#pair();
    } catch {
      this.phase = 'broken';
      return;
    }
    await this.#begin();
  }

  async #begin(): Promise<void> {
    void askToPersist();
    keepAwake();
    if (this.package === null) {
      this.pairing = { state: 'approved', code: '' };
      this.phase = 'pairing';
    } else this.phase = 'ready';
    this.#rhythm.start();
  }

  /** Asks until somebody approves, the code is over, or the page ends. */
  async #pair(): Promise<void> {
    this.phase = 'pairing';
    for (;;) {
      const step = await askPairing(this.store, await identityOf(this.store), this.version);
      if (step === 'offline' || step === 'refused') this.pairing = { ...this.pairing, state: step };
      else this.pairing = { state: step.status, code: step.code };
      if (this.pairing.state === 'expired' || this.pairing.state === 'refused') return;
      if (this.pairing.state === 'approved') return this.#begin();
      await new Promise((resolve) => setTimeout(resolve, PAIRING_EVERY_MS));
    }
  }

  /** A new key and a new code; what is unsent stays. */
  async pairAnew(): Promise<void> {
    await newIdentity(this.store);
    location.reload();
  }

  /** @throws when the answer could not be kept */
  async save(payload: string, family: string): Promise<string> {
    try {
      const receipt = await outbox.save(this.store, payload, family, Date.now());
      this.hasSaveFailed = false;
      void this.refresh().then(this.#rhythm.now);
      return receipt;
    } catch (fault) {
      this.hasSaveFailed = true;
      throw fault;
    }
  }

  readonly sendNow = (): void => this.#rhythm.now();

  async sendParkedAgain(): Promise<void> {
    await outbox.sendParkedAgain(this.store);
    await this.refresh();
    this.sendNow();
  }

  readonly exportUnsent = (): Promise<Blob> => outbox.exportUnsent(this.store);

  /** Reads again what stands in the store. */
  async refresh(): Promise<void> {
    this.holdings = await outbox.holdings(this.store);
    const notes = await notesOf(this.store);
    this.lastSyncAt = notes.lastSyncAt;
    this.message = notes.message;
    this.refused = notes.refused;
    this.turns = (await this.store.run((db) => db.get('chain', 'end')))?.turns ?? {};
    this.package ??= (await currentPackage(this.store))?.package ?? null;
  }

  /** Called on the first screen, where nobody's answers are open: what is new is taken up here. */
  async betweenRespondents(): Promise<void> {
    const next = await takeNextPackage(this.store);
    if (next !== null) this.package = next.package;
    if (this.package !== null && this.phase === 'pairing') this.phase = 'ready';
    if (this.#worker.isWaiting) this.#worker.takeOver();
    else if (this.#isReloadWanted) location.reload();
  }

  async #contact(): Promise<number> {
    let contact: Contact = { kind: 'later', retryAfterMs: null };
    try {
      if (this.package === null) await fetchPackage(this.store);
      contact = await this.#sync.contact();
      if (contact.kind === 'done' && contact.reply.command !== null) await this.#obey(contact.reply.command);
      await this.refresh();
      if (this.isFree()) await this.betweenRespondents();
    } catch {
      // A store that fails here is tried again; saving says so on the screen.
    }
    this.#failures = contact.kind === 'done' ? 0 : this.#failures + 1;
    void this.#worker.look();
    const rest = {
      failures: this.#failures,
      isMore: contact.kind === 'done' && contact.isMore,
      retryAfterMs: contact.kind === 'later' ? contact.retryAfterMs : null
    };
    return restMs(rest, Math.random());
  }

  /** Written down as done before it is done: a command that ends the page must not come again for ever. */
  async #obey({ id, kind, text }: KioskCommand): Promise<void> {
    if ((await notesOf(this.store)).commandDone === id) return;
    await note(this.store, { commandDone: id, ...(kind === 'message' ? { message: text } : {}) });
    if (kind === 'reset') this.onReset();
    if (kind !== 'reload') return;
    await fetchPackage(this.store);
    await this.#worker.look();
    this.#isReloadWanted = true;
  }
}
