import { ROLES } from '$lib/domain/access/policy';
import { unitTitle } from '$lib/domain/organisation/unit-tree';
import { can } from '$lib/server/auth/can';
import type { Context } from '$lib/server/context';
import { textField } from '$lib/server/http/form-field';
import { addressedList } from '$lib/server/http/list-reading';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { qrPath } from '$lib/server/render/qr-path';
import { invitePerson } from '$lib/server/services/people/invites';
import { findPeople, PEOPLE_SORTS } from '$lib/server/services/people/people-list';
import { unitOptions } from '../../unit-options';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const query = addressedList(event.url, PEOPLE_SORTS);
    const page = await findPeople(ctx, query);
    const rows = page.rows.map((person) => ({ ...person, grants: person.grants.map((grant) => titled(ctx, grant)) }));
    const mayManage = can(ctx, 'person.manage', ctx.directory.root().id);
    const list = { query, page: { ...page, rows }, sorts: PEOPLE_SORTS };
    return { list, roles: ROLES.toReversed(), units: unitOptions(ctx), mayManage };
  });

const titled = (ctx: Context, { role, unit }: { role: string; unit: string }) => ({
  role,
  unit,
  title: unitTitle(ctx.directory.unit(unit))
});

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const typed = {
      name: textField(form, 'name'),
      account: textField(form, 'account'),
      role: textField(form, 'role'),
      unit: textField(form, 'unit'),
      agency: textField(form, 'agency')
    };
    try {
      const invite = await invitePerson(event.locals.ctx, typed);
      return { invite: { ...invite, qr: qrPath(invite.url) } };
    } catch (fault) {
      return formProblem(event, fault, typed);
    }
  }
};
