import type { SentResponse } from '../../../domain/questionnaire/validate.ts';
import type { Db } from '../../db/connect.ts';
import type { ResponseRow } from '../../db/schema.ts';

/** A client that errs sends one other copy or two; more would let anybody fill the store under one id. */
const COPIES_MAX = 5;

/**
 * Keeps what was sent under the id of a stored response with other content, for review, up to five copies an id. When
 * and how it came stays out, as in the hash, and so does a one-time code. So does its comment: beside the id it would lead to who wrote it.
 */
export async function keepAside(
  db: Db,
  { id, payload_hash, local_day }: Pick<ResponseRow, 'id' | 'payload_hash' | 'local_day'>,
  sent: SentResponse
): Promise<void> {
  const kept = await db.selectFrom('response_aside').select('payload_hash').where('id', '=', id).execute();
  if (kept.length >= COPIES_MAX) return;
  const { answeredAt: _, durationS: __, device: ___, code: ____, comment, ...content } = sent;
  const payload = JSON.stringify({ ...content, hasComment: comment !== '' });
  await db
    .insertInto('response_aside')
    .values({ id, payload_hash, link: sent.link, payload, local_day })
    .onConflict((conflict) => conflict.columns(['id', 'payload_hash']).doNothing())
    .execute();
}
