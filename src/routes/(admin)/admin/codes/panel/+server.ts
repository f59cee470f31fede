import { formOf } from '$lib/server/http/document-form';
import { fileReply } from '$lib/server/http/file-reply';
import { textField } from '$lib/server/http/form-field';
import { replying } from '$lib/server/http/problem-reply';
import { invitePanel } from '$lib/server/services/panel-invites';
import type { RequestHandler } from './$types';

/** A list of people comes in, the list of their links goes out, and neither is kept. */
export const POST: RequestHandler = (event) =>
  replying(event, async () => {
    const form = await formOf(event.request);
    const file = form.get('file');
    const bytes = file instanceof File ? await file.bytes() : new Uint8Array();
    return fileReply(await invitePanel(event.locals.ctx, { unit: textField(form, 'unit'), bytes }));
  });
