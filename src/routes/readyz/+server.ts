import { expected, problemText } from '$lib/server/http/problem-reply';
import { requireReady } from '$lib/server/services/rounds/readiness';
import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  try {
    await requireReady(event.locals.ctx);
    return json({ ok: true }, { headers: { 'cache-control': 'no-store' } });
  } catch (fault) {
    const body = { ok: false, problem: problemText(event, expected(fault)) };
    return json(body, { status: 503, headers: { 'retry-after': '5', 'cache-control': 'no-store' } });
  }
};
