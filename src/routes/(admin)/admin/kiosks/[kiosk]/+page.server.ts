import type { Context } from '$lib/server/context';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import {
  commandKiosk,
  moveKiosk,
  renameKiosk,
  revokeKiosk,
  settleFinding
} from '$lib/server/services/kiosk/kiosk-changes';
import { kioskCounters, kioskPage } from '$lib/server/services/kiosk/kiosk-fleet';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => ({
    ...(await kioskPage(event.locals.ctx, event.params.kiosk)),
    counters: kioskCounters(event.locals.ctx),
    done: event.url.searchParams.get('done')
  }));

export const actions: Actions = {
  change: (event) =>
    act(event, 'changed', (ctx, id, form) =>
      renameKiosk(ctx, id, { mark: form('mark'), name: form('name'), pin: form('pin') })
    ),
  move: (event) =>
    act(event, 'moved', (ctx, id, form) => moveKiosk(ctx, id, { mark: form('mark'), counter: form('counter') })),
  revoke: (event) => act(event, 'revoked', revokeKiosk),
  command: (event) =>
    act(event, 'commanded', (ctx, id, form) => commandKiosk(ctx, id, { kind: form('kind'), text: form('text') })),
  settle: (event) => act(event, 'settled', (ctx, id, form) => settleFinding(ctx, id, form('finding')))
};

type Work = (ctx: Context, id: string, form: (name: string) => string) => Promise<unknown>;

async function act(event: RequestEvent, done: string, work: Work) {
  const form = await event.request.formData();
  const { kiosk } = event.params;
  try {
    await work(event.locals.ctx, kiosk, (name) => textField(form, name));
  } catch (fault) {
    return formProblem(event, fault, { name: textField(form, 'name'), message: textField(form, 'text') });
  }
  redirect(303, `/admin/kiosks/${encodeURIComponent(kiosk)}?done=${done}`);
}
