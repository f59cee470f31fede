import { lastingAudioReply } from '$lib/server/http/audio-reply';
import { replying } from '$lib/server/http/problem-reply';
import { publishedRecording } from '$lib/server/services/questionnaires/survey-audio';
import type { RequestHandler } from './$types';

/** A recording of a published questionnaire: its address names its content, so that it is fetched once. */
export const GET: RequestHandler = (event) =>
  replying(event, async () =>
    lastingAudioReply(event.request, await publishedRecording(event.locals.ctx, event.params.sha256))
  );
