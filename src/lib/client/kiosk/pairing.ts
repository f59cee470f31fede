import { parsePairingReply, type PairingReply } from '../../domain/kiosk/protocol.ts';
import { approve } from './identity.ts';
import { publicKeyOf } from './keys.ts';
import { tell } from './server.ts';
import type { Identity, KioskStore } from './store.ts';

export type PairingStep = PairingReply | 'offline' | 'refused';

/** Asks once how the pairing stands; an approval is written down before it is told. */
export async function askPairing(store: KioskStore, identity: Identity, version: string): Promise<PairingStep> {
  const reply = await tell(identity.keys, 'pairing', { key: await publicKeyOf(identity.keys), version });
  if (reply.kind === 'unreachable') return 'offline';
  if (reply.kind === 'problem') return reply.status === 401 || reply.status === 403 ? 'refused' : 'offline';
  const step = parsePairingReply(reply.body);
  if (step === null) return 'offline';
  if (step.status === 'approved') await approve(store, step.kiosk);
  return step;
}
