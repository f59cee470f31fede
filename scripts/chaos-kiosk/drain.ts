import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { CHAIN_START, chainText } from '../../src/lib/domain/kiosk/protocol.ts';
import { receiptText } from '../../src/lib/domain/kiosk/receipt.ts';
import type { KioskSite } from '../../tests/support/kiosk-tablet.ts';
import { aResponse } from '../../tests/support/province.ts';
import type { Relay } from './relay.ts';

const PHONE_EVERY_MS = 100;
const DRAIN_MS = 900_000;

/**
 * Puts answers into the outbox as the page saves them, all in one transaction: nobody taps through ten thousand forms.
 * The tablet has answered nothing before.
 */
export async function queue(page: Page, site: KioskSite, count: number): Promise<void> {
  const link = await page.evaluate(async () => {
    const open = indexedDB.open('hailong-kiosk');
    const db = await new Promise<IDBDatabase>((resolve) => (open.onsuccess = () => resolve(open.result)));
    const asked = db.transaction('packages').objectStore('packages').get('current');
    await new Promise((resolve) => (asked.onsuccess = resolve));
    db.close();
    return String(asked.result.package.survey.link);
  });
  const answeredAt = new Date().toISOString();
  const payloads = Array.from({ length: count }, () =>
    JSON.stringify(aResponse(site.province, { link, answeredAt, durationS: 40, device: null }))
  );
  await page.evaluate(
    async ({ payloads, start, receiptHead }) => {
      const digest = async (text: string) =>
        new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
      const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
      const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
      const items: unknown[] = [];
      let previous = start;
      for (const [i, payload] of payloads.entries()) {
        const hash = hex(await digest(previous + payload));
        const receipt = Array.from((await digest(receiptHead + payload)).subarray(0, 12), (byte) => letters[byte & 31]);
        const item = { seq: i + 1, payload, hash, previous, receipt: receipt.join(''), state: 'queued' };
        items.push({ ...item, savedAt: Date.now(), why: null });
        previous = hash;
      }
      const open = indexedDB.open('hailong-kiosk');
      const db = await new Promise<IDBDatabase>((resolve) => (open.onsuccess = () => resolve(open.result)));
      const tx = db.transaction(['outbox', 'chain'], 'readwrite', { durability: 'strict' });
      for (const item of items) tx.objectStore('outbox').put(item);
      tx.objectStore('chain').put({ seq: payloads.length, hash: previous, turns: {} }, 'end');
      await new Promise((resolve) => (tx.oncomplete = resolve));
      db.close();
    },
    { payloads, start: chainText(CHAIN_START, ''), receiptHead: receiptText('') }
  );
}

export interface Drained {
  readonly seconds: number;
  readonly stored: number;
  /** Of phones that answered meanwhile, ten a second: how many, and the slowest in twenty, in milliseconds. */
  readonly phones: number;
  readonly p95: number;
  readonly refused: number;
}

/** Lets the queue go, with phones beside it, until the database has all. */
export async function drain(page: Page, site: KioskSite, relay: Relay, count: number): Promise<Drained> {
  const times: number[] = [];
  let refused = 0;
  let isDone = false;
  const phone = async () => {
    const from = performance.now();
    const reply = await fetch(`${site.origin}/api/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ responses: [aResponse(site.province)] })
    });
    await reply.arrayBuffer();
    if (reply.ok) times.push(performance.now() - from);
    else refused += 1;
  };
  const stored = async () => {
    const query = site.province.ctx.db.selectFrom('response').select((e) => e.fn.countAll<number>().as('n'));
    return (await query.where('lane', 'like', 'kiosk/%').executeTakeFirst())?.n ?? 0;
  };
  const from = performance.now();
  relay.set('pass');
  await page.evaluate(() => dispatchEvent(new Event('online')));
  const phones = (async () => {
    const open: Promise<void>[] = [];
    for (; !isDone; await sleep(PHONE_EVERY_MS)) open.push(phone());
    await Promise.all(open);
  })();
  while ((await stored()) < count && performance.now() - from < DRAIN_MS) await sleep(1_000);
  const seconds = Math.round((performance.now() - from) / 1000);
  isDone = true;
  await phones;
  const sorted = times.toSorted((a, b) => a - b);
  const p95 = Math.round(sorted[Math.floor(sorted.length * 0.95)] ?? 0);
  return { seconds, stored: await stored(), phones: times.length, p95, refused };
}
