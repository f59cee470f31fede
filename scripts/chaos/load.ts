import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import type { Random } from '../../src/lib/domain/simulation/random.ts';
import type { Ledger } from './ledger.ts';
import type { Target } from './site.ts';

/** How requests ended: a status, `refused` (nobody listened) or `cut` (the connection broke; the outcome is unknown). */
export interface Load {
  readonly endings: ReadonlyMap<string, number>;
  /** Ids of requests whose connection broke after it was made. */
  readonly cut: ReadonlySet<string>;
  /** Milliseconds until the answer of each request that was answered 200. */
  readonly durations: readonly number[];
  /** 503 without Retry-After. */
  readonly withoutRetryAfter: () => number;
  /** Responses told `refused`, with the codes. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Starts the senders; the function given stops them and waits for their last request. */
  readonly start: () => () => Promise<void>;
  /** Sends once more, with the same ids, all that is not acknowledged and a few that are. Gives what is still open. */
  readonly retry: () => Promise<number>;
}

const SENDERS = 4;
const PAUSE_MS = 40;
const REQUEST_MS = 30_000;
const ITEMS = ['A1.1', 'A2.3', 'A3.1', 'A4.1', 'A5.1', 'A6.2', 'A7.2', 'OV.1'];

const results = v.object({
  results: v.array(
    v.object({
      id: v.nullable(v.string()),
      status: v.string(),
      receipt: v.nullable(v.string()),
      problems: v.optional(v.array(v.object({ code: v.string() })), [])
    })
  )
});
const connectionFault = v.object({ cause: v.object({ code: v.string() }) });

/** A client of its own for POST /api/v1/responses: what is not acknowledged it sends again with the same id. */
export function loadOf(target: Target, ledger: Ledger, random: Random): Load {
  const endings = new Map<string, number>();
  const refusals = new Map<string, number>();
  const cut = new Set<string>();
  const durations: number[] = [];
  let withoutRetryAfter = 0;

  /** Whether an answer came that told of each response. */
  async function send(ids: readonly string[]): Promise<boolean> {
    const bodies = ids.map((id) => ledger.sent.get(id) ?? '');
    const from = performance.now();
    try {
      const reply = await fetch(`${target.origin}/api/v1/responses`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"responses":[${bodies.join(',')}]}`,
        signal: AbortSignal.timeout(REQUEST_MS)
      });
      count(endings, String(reply.status));
      if (reply.status === 503 && reply.headers.get('retry-after') === null) withoutRetryAfter += 1;
      const body = await reply.text();
      if (!reply.ok) return false;
      durations.push(performance.now() - from);
      take(body);
      return true;
    } catch (error) {
      const fault = v.safeParse(connectionFault, error);
      const isRefused = fault.success && fault.output.cause.code === 'ECONNREFUSED';
      count(endings, isRefused ? 'refused' : 'cut');
      if (!isRefused) ids.forEach((id) => cut.add(id));
      return false;
    }
  }

  function take(body: string): void {
    const told = v.parse(results, JSON.parse(body)).results;
    for (const { problems } of told) for (const { code } of problems) count(refusals, code);
    ledger.noteAcknowledged(
      told.flatMap(({ id, status, receipt }) =>
        (status === 'stored' || status === 'duplicate') && id !== null && receipt !== null ? [{ id, receipt }] : []
      )
    );
  }

  function start(): () => Promise<void> {
    let stopped = false;
    const senders = Array.from({ length: SENDERS }, async () => {
      while (!stopped) {
        const batch = Array.from({ length: 1 + Math.floor(random.next() * 5) }, () => newResponse(target, random));
        ledger.noteSent(batch);
        const ids = batch.map(({ id }) => id);
        while (!(await send(ids)) && !stopped) await sleep(PAUSE_MS * 4);
        await sleep(PAUSE_MS);
      }
    });
    return async () => {
      stopped = true;
      await Promise.all(senders);
    };
  }

  async function retry(): Promise<number> {
    const repeated = [...ledger.acknowledged.keys()].filter(() => random.chance(0.01));
    const again = [...ledger.open(), ...repeated];
    for (let i = 0; i < again.length; i += 50) await send(again.slice(i, i + 50));
    return ledger.open().length;
  }

  return { endings, cut, durations, withoutRetryAfter: () => withoutRetryAfter, refusals, start, retry };
}

function count(into: Map<string, number>, name: string): void {
  into.set(name, (into.get(name) ?? 0) + 1);
}

function newResponse({ code, questionnaire }: Target, random: Random): { id: string; body: string } {
  const id = random.uuid();
  const body = {
    id,
    link: code,
    questionnaire,
    booklet: 'in_person/received/1',
    respondentType: 'citizen',
    filingMode: 'in_person',
    stage: 'received',
    language: 'vi',
    answers: Object.fromEntries(ITEMS.map((item) => [item, 1 + Math.floor(random.next() * 5)]))
  };
  return { id, body: JSON.stringify(body) };
}
