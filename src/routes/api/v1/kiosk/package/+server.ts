import { readSigned } from '$lib/server/http/kiosk-message';
import { replying } from '$lib/server/http/problem-reply';
import { sendPackage } from '$lib/server/services/kiosk/kiosk-packages';
import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = (event) =>
  replying(event, async () => json(await sendPackage(event.locals.ctx, await readSigned(event))));
