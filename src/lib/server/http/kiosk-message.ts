import type { RequestEvent } from '@sveltejs/kit';
import { SIGNATURE_HEADER, type KioskReply } from '../../domain/kiosk/protocol.ts';
import type { SignedMessage } from '../services/kiosk/kiosk-messages.ts';
import { receiveContact } from '../services/kiosk/kiosk-contacts.ts';
import { KIOSK_BYTES_MAX } from '../entry/limits.ts';
import { parseJson, readJsonText } from './json-body.ts';

const DEPTH_MAX = 8;
const SIGNATURE_LENGTH_MAX = 200;

/** The signed body of a request. Throws `request.content_type`, `request.too_large`, `request.malformed` and their like. */
export async function readSigned({ request }: Pick<RequestEvent, 'request'>): Promise<SignedMessage> {
  const text = await readJsonText(request, KIOSK_BYTES_MAX);
  const signature = (request.headers.get(SIGNATURE_HEADER) ?? '').slice(0, SIGNATURE_LENGTH_MAX);
  return { text, value: parseJson(text, DEPTH_MAX), signature };
}

/** Takes a contact; problems of single answers come with their words, for the list of parked ones. */
export async function contactReply(event: Pick<RequestEvent, 'request' | 'locals'>): Promise<KioskReply> {
  const { ctx, t } = event.locals;
  const { results, ...reply } = await receiveContact(ctx, await readSigned(event));
  return {
    ...reply,
    results: results.map(({ problem, ...result }) => ({
      ...result,
      problem: problem && { code: problem.code, text: t(`problem:${problem.code}`, problem.details) }
    }))
  };
}
