import { orErrorPage } from '$lib/server/http/problem-reply';
import { startRoundAnalysis } from '$lib/server/services/estimate/round-analyses';
import { roundAnalysisView } from '$lib/server/services/estimate/round-analysis-view';
import { currentRound } from '$lib/server/services/estimate/overview';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const round = event.url.searchParams.get('round') || currentRound(ctx, ctx.directory.root().id)?.id;
    const rounds = ctx.directory.rounds().map(({ id, name }) => ({ id, title: name }));
    return { rounds, analysis: round === undefined ? null : await roundAnalysisView(ctx, round) };
  });

export const actions: Actions = {
  start: async (event) => {
    const round = event.url.searchParams.get('round') ?? '';
    await orErrorPage(event, () => startRoundAnalysis(event.locals.ctx, round));
    redirect(303, `/admin/analysis?round=${encodeURIComponent(round)}`);
  }
};
