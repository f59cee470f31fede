import { tableReply } from '$lib/server/http/csv';
import { addressedList } from '$lib/server/http/list-reading';
import { replying } from '$lib/server/http/problem-reply';
import { KIOSK_SORTS, kioskRows } from '$lib/server/services/kiosk/kiosk-list';
import type { RequestHandler } from './$types';

const HEAD = ['name', 'unit', 'counter', 'revoked', 'alarms', 'sent', 'unsent', 'seen_at', 'paired_at'];

export const GET: RequestHandler = (event) =>
  replying(event, async () => {
    const { ctx, t } = event.locals;
    const kiosks = await kioskRows(ctx, addressedList(event.url, KIOSK_SORTS));
    const rows = kiosks.map(({ name, unit, counter, isRevoked, alarms, sent, report, seenAt, pairedAt }) => [
      ...[name, unit.title, counter.name, Number(isRevoked)],
      alarms.map((alarm) => t(`kiosks:alarm.${alarm}`)).join('; '),
      ...[sent, report?.unsent ?? '', seenAt === null ? '' : instant(seenAt), instant(pairedAt)]
    ]);
    return tableReply('kiosks.csv', [HEAD, ...rows]);
  });

const instant = (at: number) => new Date(at).toISOString();
