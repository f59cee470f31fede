import { createHash, randomUUID, webcrypto } from 'node:crypto';
import {
  CHAIN_START,
  chainText,
  signedText,
  type KioskItem,
  type KioskState,
  type Purpose
} from '../../src/lib/domain/kiosk/protocol.ts';
import type { SignedMessage } from '../../src/lib/server/services/kiosk/kiosk-messages.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A tablet without its screen: a key, a chain, and messages as the real one signs them. */
export async function aTablet() {
  const { subtle } = webcrypto;
  const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const { kty, crv, x, y } = await subtle.exportKey('jwk', pair.publicKey);
  let kiosk: string = randomUUID();
  let count = 0;
  let seq = 0;
  let chain = CHAIN_START;

  async function signed(purpose: Purpose, value: unknown): Promise<SignedMessage> {
    const text = JSON.stringify(value);
    const data = Buffer.from(signedText(purpose, text));
    const signature = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, data);
    return { text, value, signature: Buffer.from(signature).toString('base64url') };
  }
  return {
    pairing: () => signed('pairing', { key: { kty, crv, x, y }, version: 'test' }),
    paired: (id: string) => {
      kiosk = id;
    },
    id: () => kiosk,
    /** Saves answers as the outbox does. */
    save: (responses: readonly unknown[]): readonly KioskItem[] =>
      responses.map((response) => {
        const payload = typeof response === 'string' ? response : JSON.stringify(response);
        seq += 1;
        chain = sha256(chainText(chain, payload));
        return { seq, payload, hash: chain };
      }),
    /** Numbers that are lost before they are sent. */
    lose: (response: unknown) => {
      seq += 1;
      chain = sha256(chainText(chain, JSON.stringify(response)));
    },
    contact: (items: readonly KioskItem[], previous = CHAIN_START, state: Partial<KioskState> = {}) => {
      count += 1;
      return signed('contact', { kiosk, count, previous, items, state: { ...aState(), ...state } });
    },
    package: () => {
      count += 1;
      return signed('package', { kiosk, count });
    },
    signed,
    /** Where its chain ends; and back to there, as a copy of its storage would go on. */
    end: () => ({ seq, chain }),
    backTo: (to: { readonly seq: number; readonly chain: string }): void => {
      ({ seq, chain } = to);
    }
  };
}

export type Tablet = Awaited<ReturnType<typeof aTablet>>;

const aState = (): KioskState => ({
  ...{ clock: Date.now(), uptimeS: 60, unsent: 0, oldestUnsentS: null, parked: 0, version: 'test', package: null },
  ...{ persisted: true, storageUsed: 1, storageQuota: 2, battery: 0.8, charging: true, commandDone: null }
});
