import type { ChainFinding } from '../../../domain/kiosk/chain.ts';
import type { Db } from '../../db/connect.ts';

/** Findings of a kind that a kiosk can have open: a copied tablet finds one an answer, for as long as it is not caught. */
const OPEN_MAX = 20;

export type NamedFinding = ChainFinding & { readonly id: string };

interface Found {
  readonly kiosk: string;
  readonly at: number;
  readonly findings: readonly NamedFinding[];
}

/**
 * Notes what was found wrong with a kiosk, inside the transaction that has locked its row. Where it has many open
 * already, the last of the kind is made to reach as far, so that no tablet fills the list of all.
 */
export async function addFindings(db: Db, { kiosk, at, findings }: Found): Promise<void> {
  const open = await db
    .selectFrom('kiosk_finding')
    .select(['id', 'kind', 'first_seq', 'last_seq'])
    .where('kiosk', '=', kiosk)
    .where('settled_by', 'is', null)
    .orderBy('found_at')
    .orderBy('last_seq')
    .execute();
  for (const { id, kind, firstSeq, lastSeq } of findings) {
    const alike = open.filter((finding) => finding.kind === kind);
    const last = alike.at(-1);
    if (last === undefined || alike.length < OPEN_MAX) {
      const row = { id, kind, first_seq: firstSeq, last_seq: lastSeq };
      await db
        .insertInto('kiosk_finding')
        .values({ ...row, kiosk, found_at: at, settled_by: null })
        .execute();
      open.push(row);
      continue;
    }
    last.first_seq = Math.min(last.first_seq, firstSeq);
    last.last_seq = Math.max(last.last_seq, lastSeq);
    const { first_seq, last_seq } = last;
    await db.updateTable('kiosk_finding').set({ first_seq, last_seq }).where('id', '=', last.id).execute();
  }
}
