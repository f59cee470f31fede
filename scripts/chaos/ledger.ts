import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What the checker knows by itself, whatever the server says later. */
export interface Ledger {
  /** Bodies as sent, by id. */
  readonly sent: ReadonlyMap<string, string>;
  /** Receipts, by id. */
  readonly acknowledged: ReadonlyMap<string, string>;
  /** Ids whose second acknowledgement bore another receipt than the first. */
  readonly contradicted: ReadonlySet<string>;
  /** On disk before the request goes out. */
  readonly noteSent: (batch: readonly { readonly id: string; readonly body: string }[]) => void;
  /** On disk after the answer came. */
  readonly noteAcknowledged: (replies: readonly { readonly id: string; readonly receipt: string }[]) => void;
  readonly open: () => readonly string[];
  readonly close: () => void;
}

/** A ledger in its own folder, away from the data; fsync before every request and after every acknowledgement. */
export function openLedger(): Ledger {
  const folder = mkdtempSync(path.join(tmpdir(), 'hailong-ledger-'));
  const file = openSync(path.join(folder, 'ledger.txt'), 'w');
  const sent = new Map<string, string>();
  const acknowledged = new Map<string, string>();
  const contradicted = new Set<string>();
  const write = (lines: readonly string[]): void => {
    if (lines.length === 0) return;
    writeSync(file, `${lines.join('\n')}\n`);
    fsyncSync(file);
  };
  return {
    sent,
    acknowledged,
    contradicted,
    noteSent: (batch) => {
      for (const { id, body } of batch) sent.set(id, body);
      write(batch.map(({ id }) => `sent ${id}`));
    },
    noteAcknowledged: (replies) => {
      for (const { id, receipt } of replies) {
        if ((acknowledged.get(id) ?? receipt) !== receipt) contradicted.add(id);
        acknowledged.set(id, receipt);
      }
      write(replies.map(({ id, receipt }) => `acknowledged ${id} ${receipt}`));
    },
    open: () => [...sent.keys()].filter((id) => !acknowledged.has(id)),
    close: () => {
      closeSync(file);
      rmSync(folder, { recursive: true });
    }
  };
}
