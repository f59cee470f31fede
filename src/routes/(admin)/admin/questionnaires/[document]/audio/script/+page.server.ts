import { orErrorPage } from '$lib/server/http/problem-reply';
import { namedQuestionnaire } from '$lib/server/services/questionnaires/questionnaires';
import { scriptOf } from '$lib/server/services/questionnaires/recordings';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const address = event.params.document;
    const language = event.url.searchParams.get('spoken') ?? '';
    const { entry } = await namedQuestionnaire(ctx, address);
    return { address, name: entry.name, script: await scriptOf(ctx, { address, language }) };
  });
