import { chainText } from '../../domain/kiosk/protocol.ts';
import { receiptFrom, receiptText } from '../../domain/kiosk/receipt.ts';

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const sha256 = async (text: string): Promise<string> => hexOf(await digest(text));

/** SHA-256 of a recording, in hexadecimal. */
export const sha256OfBytes = async (bytes: ArrayBuffer): Promise<string> =>
  hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));

/** The next link of the chain. */
export const linkAfter = (previous: string, payload: string): Promise<string> => sha256(chainText(previous, payload));

/** The receipt of an answer, computed without a network. */
export const receiptOf = async (payload: string): Promise<string> => receiptFrom(await digest(receiptText(payload)));
