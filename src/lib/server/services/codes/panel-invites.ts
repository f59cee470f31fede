import { randomInt } from 'node:crypto';
import Papa from 'papaparse';
import en from '../../../i18n/en/codes.json' with { type: 'json' };
import vi from '../../../i18n/vi/codes.json' with { type: 'json' };
import { returnMessage } from '../../../domain/organisation/return-message.ts';
import type { RespondentType } from '../../../domain/questionnaire/document.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import type { Table, TableRow } from '../../table-file/table.ts';
import { readTable } from '../../table-file/read-table.ts';
import { codeUrl, freshCodes, hashesOf, storeBatch, type FreshCode } from './code-making.ts';
import type { LinkEntry } from '../organisation/directory.ts';
import type { JobFile } from '../jobs/jobs.ts';
import { questionnaireOf } from '../links/link-presets.ts';
import { bookletsOf } from '../submit/survey-page.ts';

const PEOPLE_MAX = 5_000;
const COLUMNS = {
  name: ['name', 'họ tên', 'họ và tên'],
  contact: ['contact', 'liên hệ'],
  type: ['type', 'loại', 'loại người trả lời']
};

interface Person {
  readonly name: string;
  readonly contact: string;
  readonly type: RespondentType;
}

export interface PanelList {
  readonly unit: string;
  readonly bytes: Uint8Array;
  /** Of the words that stand over the columns of what comes back. */
  readonly language: string;
}

/**
 * Makes a one-time link for each person of a list (name, contact, type) and gives the list of contacts and addresses back,
 * shuffled. The list and who got which link are kept nowhere: not here, not in the database, not as a job. Throws
 * `table.…`, `code.people` with the first row that cannot be used, `code.no_link`, `code.type`.
 */
export async function invitePanel(ctx: Context, of: PanelList): Promise<JobFile> {
  requireCan(ctx, 'code.manage', ctx.directory.root().id);
  const { id: unit } = ctx.directory.unit(of.unit);
  const link = ctx.directory.linksOf(unit).find((one) => one.channel === 'link' && !one.revoked);
  if (!link) throw problem('code.no_link');
  const read = await readTable(ctx.config, of.bytes);
  if (!read.ok) throw problem(read.code, read.details);
  const people = peopleOf(ctx, unit, read.table);
  for (const { type } of people) requireAsked(ctx, link, type);
  const codes = freshCodes(link.code, people.length);
  const invited = people.map((person, i) => ({ person, fresh: codes[i] })).filter(hasCode);
  await storeByType(ctx, unit, invited);
  const body = Buffer.from(`\uFEFF${csvOf(ctx, shuffled(invited), of.language)}`);
  const name = `moi-${ctx.directory.unit(unit).code}-${localDay(ctx.now())}.csv`;
  return { name, mediaType: 'text/csv; charset=utf-8', body };
}

interface Invited {
  readonly person: Person;
  readonly fresh: FreshCode;
}

const hasCode = (one: { person: Person; fresh: FreshCode | undefined }): one is Invited => one.fresh !== undefined;

function peopleOf(ctx: Context, unit: string, table: Table): readonly Person[] {
  if (table.rows.length === 0) throw problem('table.empty');
  if (table.rows.length > PEOPLE_MAX) throw problem('table.too_many_rows', { max: PEOPLE_MAX });
  const at = (names: readonly string[]) => table.columns.findIndex((column) => names.includes(column.toLowerCase()));
  const [name, contact, type] = [at(COLUMNS.name), at(COLUMNS.contact), at(COLUMNS.type)];
  if (contact < 0 || type < 0) throw problem('code.people', { row: 1 });
  const types = questionnaireOf(ctx, unit)?.respondentTypes ?? [];
  return table.rows.map((row: TableRow) => {
    const wanted = (row.cells[type] ?? '').toLowerCase();
    const known = types.find(({ id, text }) =>
      [id, text['vi'], text['en']].some((word) => word?.toLowerCase() === wanted)
    );
    const to = row.cells[contact] ?? '';
    if (!known || to === '' || row.oddities.length > 0) throw problem('code.people', { row: row.number });
    return { name: name < 0 ? '' : (row.cells[name] ?? ''), contact: to, type: known };
  });
}

/** An invited type is asked only what fits it: in a round of booklets there may be no booklet for it. */
function requireAsked(ctx: Context, link: LinkEntry, type: RespondentType): void {
  if (!type.invitedOnly) return;
  const round = ctx.directory.openRound(link.counter.unit);
  if (!round) throw problem('round.none_open');
  const questionnaire = ctx.directory.questionnaire(round.questionnaire);
  const invitation = { code: '', respondentType: type.id };
  const survey = { round, questionnaire, invitation, filingMode: link.filingMode ?? 'in_person' };
  const stages = link.stage === null ? questionnaire.stages : [link.stage];
  if (stages.every((stage) => bookletsOf(survey, stage).length === 0)) throw problem('code.type', { type: type.id });
}

async function storeByType(ctx: Context, unit: string, invited: readonly Invited[]): Promise<void> {
  const byType = Map.groupBy(invited, ({ person }) => (person.type.invitedOnly ? person.type.id : null));
  await ctx.gate.run(async (db) => {
    for (const [respondentType, of] of byType) {
      const codes = of.map(({ fresh }) => fresh);
      const hashes = hashesOf(ctx, codes);
      await storeBatch({ ...ctx, db }, { unit, evidence: 'A1', respondentType, hashes });
    }
  });
}

/** Fisher and Yates. */
function shuffled<T>(list: readonly T[]): readonly T[] {
  const left = [...list];
  return list.flatMap(() => left.splice(randomInt(left.length), 1));
}

function csvOf(ctx: Context, invited: readonly Invited[], language: string): string {
  const { name, contact, address, message } = (language === 'en' ? en : vi).panel.column;
  const data = invited.map(({ person, fresh }) => {
    const url = codeUrl(ctx, fresh);
    return [person.name, person.contact, url, returnMessage(url)];
  });
  return Papa.unparse({ fields: [name, contact, address, message], data }, { escapeFormulae: true });
}
