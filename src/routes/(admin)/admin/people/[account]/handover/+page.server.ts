import { unitTitle } from '$lib/domain/organisation/unit-tree';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { qrPath } from '$lib/server/render/qr-path';
import { handOver, handoverView } from '$lib/server/services/people/handover';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const view = await handoverView(ctx, event.params.account);
    const grants = view.person.grants.map(({ role, unit }) => ({ role, title: unitTitle(ctx.directory.unit(unit)) }));
    return { ...view, grants, others: view.others.map(({ account, name }) => ({ account, name })) };
  });

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const typed = { successor: textField(form, 'successor'), name: textField(form, 'name') };
    const account = textField(form, 'account');
    const kind = textField(form, 'kind') === 'invite' ? 'invite' : 'person';
    try {
      const invite = await handOver(event.locals.ctx, event.params.account, {
        to: kind === 'invite' ? { kind, account, name: typed.name } : { kind, account: typed.successor },
        movesJobs: textField(form, 'jobs') !== 'end',
        mark: textField(form, 'mark')
      });
      if (invite) return { invite: { ...invite, qr: qrPath(invite.url) } };
    } catch (fault) {
      return formProblem(event, fault, { ...typed, account });
    }
    redirect(303, `/admin/people/${encodeURIComponent(event.params.account)}?done=handedOver`);
  }
};
