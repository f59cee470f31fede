import { textField } from '$lib/server/http/form-field';
import { formProblem, orErrorPage } from '$lib/server/http/problem-reply';
import { qrPath } from '$lib/server/render/qr-path';
import { ownAccountName } from '$lib/server/services/people/own-account';
import { hasPasskeys } from '$lib/server/services/sign-in/passkeys';
import { confirmTotp, sameTotp, startTotp, type TotpEnrolment } from '$lib/server/services/sign-in/totp';
import { fail, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { ctx } = event.locals;
    const account = await ownAccountName(ctx);
    const isForced = ctx.actor.lacksSecondFactor === true;
    return { account, isForced, mayPasskey: hasPasskeys(ctx.config), enrolment: shown(startTotp(ctx, account)) };
  });

export const actions: Actions = {
  default: async (event) => {
    const { ctx } = event.locals;
    const form = await event.request.formData();
    const sealed = textField(form, 'sealed');
    let codes;
    try {
      codes = await confirmTotp(ctx, sealed, textField(form, 'code'));
    } catch (fault) {
      const again = await orErrorPage(event, async () => sameTotp(ctx, await ownAccountName(ctx), sealed));
      const told = formProblem(event, fault, {});
      return fail(told.status, { ...told.data, enrolment: shown(again) });
    }
    if (codes.length > 0) return { codes };
    redirect(303, '/admin/account');
  }
};

/** As the page draws it. */
function shown({ secret, uri, sealed }: TotpEnrolment) {
  return { secret: secret.match(/.{1,4}/g)?.join(' ') ?? secret, qr: qrPath(uri), sealed };
}
