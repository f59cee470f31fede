import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** The process answers; whether it can serve is /readyz. */
export const GET: RequestHandler = () => json({ ok: true }, { headers: { 'cache-control': 'no-store' } });
