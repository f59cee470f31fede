import { receiveResponses } from '$lib/server/http/api-responses';
import { replying } from '$lib/server/http/problem-reply';
import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = (event) => replying(event, async () => json(await receiveResponses(event)));
