import { readSigned } from '$lib/server/http/kiosk-message';
import { replying } from '$lib/server/http/problem-reply';
import { askPairing } from '$lib/server/services/kiosk/kiosk-pairing';
import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = (event) =>
  replying(event, async () => json(await askPairing(event.locals.ctx, await readSigned(event))));
