import { publicRounds } from '$lib/server/services/results/public-results';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({ rounds: await publicRounds(locals.ctx) });
