import { ROLES } from '$lib/domain/access/policy';
import { unitTitle } from '$lib/domain/organisation/unit-tree';
import { can } from '$lib/server/auth/can';
import type { Context } from '$lib/server/context';
import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { qrPath } from '$lib/server/render/qr-path';
import { inviteAgain } from '$lib/server/services/people/invites';
import { disablePerson, enablePerson } from '$lib/server/services/people/people';
import { personView } from '$lib/server/services/people/people-list';
import {
  allowOidc,
  endSessionsOf,
  grantRole,
  resetFactorsOf,
  revokeRole,
  setAgency,
  unlinkOidc
} from '$lib/server/services/people/person-access';
import { redirect } from '@sveltejs/kit';
import { unitOptions } from '../../../unit-options';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const person = await personView(ctx, event.params.account);
    const grants = person.grants.map((grant) => ({ ...grant, title: unitTitle(ctx.directory.unit(grant.unit)) }));
    const done = event.url.searchParams.get('done');
    return {
      person: { ...person, grants },
      roles: ROLES.toReversed(),
      units: unitOptions(ctx),
      mayManage: can(ctx, 'person.manage', ctx.directory.root().id),
      service: ctx.config.oidc?.name,
      done
    };
  });

export const actions: Actions = {
  link: async (event) => {
    try {
      const invite = await inviteAgain(event.locals.ctx, event.params.account);
      return { invite: { ...invite, qr: qrPath(invite.url) } };
    } catch (fault) {
      return formProblem(event, fault, {});
    }
  },
  grant: (event) => act(event, 'granted', (ctx, account, form) => grantRole(ctx, { account, ...roleIn(form) })),
  revoke: (event) => act(event, 'revoked', (ctx, account, form) => revokeRole(ctx, { account, ...roleIn(form) })),
  agency: (event) =>
    act(event, 'agencySet', (ctx, account, form) =>
      setAgency(ctx, { account, unit: textField(form, 'unit'), shown: textField(form, 'shown') })
    ),
  disable: (event) => act(event, 'disabled', disablePerson),
  enable: (event) => act(event, 'enabled', enablePerson),
  endSessions: (event) => act(event, 'sessionsEnded', endSessionsOf),
  resetFactors: (event) => act(event, 'factorsReset', resetFactorsOf),
  allowOidc: (event) => act(event, 'oidcAllowed', allowOidc),
  unlinkOidc: (event) => act(event, 'oidcUnlinked', unlinkOidc)
};

const roleIn = (form: FormData) => ({ role: textField(form, 'role'), unit: textField(form, 'unit') });

type Work = (ctx: Context, account: string, form: FormData) => Promise<void>;

/** Does it, then shows the person again with what was done; or with why not. */
async function act(event: RequestEvent, done: string, work: Work) {
  const { account } = event.params;
  try {
    await work(event.locals.ctx, account, await event.request.formData());
  } catch (fault) {
    return formProblem(event, fault, {});
  }
  redirect(303, `/admin/people/${encodeURIComponent(account)}?done=${done}`);
}
