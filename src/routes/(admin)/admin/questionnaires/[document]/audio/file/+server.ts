import { audioReply } from '$lib/server/http/audio-reply';
import { replying } from '$lib/server/http/problem-reply';
import { recordingOf } from '$lib/server/services/questionnaires/recordings';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { searchParams } = event.url;
    const at = { language: searchParams.get('spoken') ?? '', slot: searchParams.get('slot') ?? '' };
    return audioReply(event.request, await recordingOf(event.locals.ctx, { address: event.params.document, ...at }));
  });
