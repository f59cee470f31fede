import { unitTitle } from '$lib/domain/organisation/unit-tree';
import { tableReply } from '$lib/server/http/csv';
import { postedList } from '$lib/server/http/list-reading';
import { replying } from '$lib/server/http/problem-reply';
import { exportPeople, PEOPLE_SORTS } from '$lib/server/services/people/people-list';
import type { RequestHandler } from './$types';

const HEAD = ['account', 'name', 'roles', 'agency', 'disabled', 'second_factor', 'sessions'];

export const POST: RequestHandler = (event) =>
  replying(event, async () => {
    const { ctx, t } = event.locals;
    const title = (unit: string) => unitTitle(ctx.directory.unit(unit));
    const people = await exportPeople(ctx, await postedList(event.request, PEOPLE_SORTS));
    const rows = people.map(({ account, name, grants, agency, disabled, hasSecondFactor, sessions }) => [
      ...[account, name],
      grants.map(({ role, unit }) => t('people:at', { role: t(`admin:role.${role}`), unit: title(unit) })).join('; '),
      agency === null ? '' : title(agency),
      ...[Number(disabled), Number(hasSecondFactor), sessions]
    ]);
    return tableReply('people.csv', [HEAD, ...rows]);
  });
