import { typedAddress } from '$lib/server/services/people/invitations';
import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const csr = false;

/** The address that a poster prints for people who cannot scan: a typed code leads to its form. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const code = (url.searchParams.get('code') ?? '').trim().slice(0, 64);
  const language = locals.language;
  if (code) redirect(303, await typedAddress(locals.ctx, code, language));
  return { language };
};
