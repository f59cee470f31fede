import { formOf } from '$lib/server/http/document-form';
import { fileReply } from '$lib/server/http/file-reply';
import { textField } from '$lib/server/http/form-field';
import { expected, problemResponse } from '$lib/server/http/problem-reply';
import { refusedAddress } from '$lib/server/http/refused-address';
import { invitePanel } from '$lib/server/services/codes/panel-invites';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** A list of people comes in, the list of their links goes out, and neither is kept. */
export const POST: RequestHandler = async (event) => {
  try {
    const form = await formOf(event.request);
    const file = form.get('file');
    const bytes = file instanceof File ? await file.bytes() : new Uint8Array();
    const { ctx, language } = event.locals;
    return fileReply(await invitePanel(ctx, { unit: textField(form, 'unit'), bytes, language }));
  } catch (fault) {
    return backToList(event, fault);
  }
};

/** What is wrong with the list is told beside the form; anything else on the error page. */
function backToList(event: RequestEvent, fault: unknown): Response {
  const problem = expected(fault);
  const isOfTheList = /^(code|table)\./.test(problem.code);
  const address = isOfTheList ? refusedAddress('/admin/codes', problem) : null;
  if (address !== null) redirect(303, address);
  return problemResponse(event, problem);
}
