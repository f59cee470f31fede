import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from '../../../domain/shared/canonical.ts';
import type { SentResponse } from '../../../domain/questionnaire/validate.ts';

/**
 * What makes two sendings of one id the same. When and how it was sent (answeredAt, durationS, device) is left out: a
 * retry may differ in them. So is a one-time code: who holds the list of codes and the key could try which one came
 * with which answer. The hash is keyed, by a key outside the database: without it nobody with a copy of the
 * database can try which comment belongs to which response.
 */
export function payloadHash(secret: Buffer, sent: SentResponse): string {
  const { answeredAt: _, durationS: __, device: ___, code: ____, ...content } = sent;
  return createHmac('sha256', secret).update(canonicalJson(content)).digest('hex');
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The receipt of a response: 12 characters of base 32 (60 bits), the same for every repeat; it tells nothing of the answers. */
export function receiptOf(id: string, hash: string): string {
  const digest = createHash('sha256').update(`receipt\n${id}\n${hash}`).digest();
  return Array.from(digest.subarray(0, 12), (byte) => ALPHABET[byte & 31]).join('');
}

/** SHA-256 of one text in its composed form: a recording holds for this very text, and is silent when a word of it changes. */
export function textHash(words: string): string {
  return createHash('sha256').update(words.normalize('NFC')).digest('hex');
}

/** SHA-256 of a document's canonical form: the name of a published questionnaire or criteria set. */
export function documentHash(document: unknown): string {
  return createHash('sha256').update(canonicalJson(document)).digest('hex');
}
