const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

/** What the receipt of an answer on a kiosk is the SHA-256 of: its exact text, so that the receipt is of this content only. */
export const receiptText = (payload: string): string => `hailong kiosk receipt\n${payload}`;

/** Twelve characters of base 32 (60 bits) of a digest: what a respondent can note down. */
export function receiptFrom(digest: Uint8Array): string {
  return Array.from(digest.subarray(0, LENGTH), (byte) => ALPHABET[byte & 31]).join('');
}
