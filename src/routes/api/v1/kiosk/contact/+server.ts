import { contactReply } from '$lib/server/http/kiosk-message';
import { replying } from '$lib/server/http/problem-reply';
import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = (event) => replying(event, async () => json(await contactReply(event)));
