import type { Writable } from 'node:stream';
import { MISSING_KEYS } from '../../../domain/paper/keys.ts';
import { officeName } from '../../../domain/organisation/unit-tree.ts';
import type { Questionnaire, Text } from '../../../domain/questionnaire/document.ts';
import vi from '../../../i18n/vi/paper-form.json' with { type: 'json' };
import { problem } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import { paperFormPdf, type PaperForm, type PaperFormItem } from '../../render/paper-form.ts';
import { surveyUrl } from '../links/links.ts';
import { itemsOf, itemText, paperBatch, type PaperBatch } from './paper-batches.ts';

const FORMS_MAX = 200;

/** The paper form of a batch, numbered `from` to `to`, in Vietnamese. Throws `paper.serial` for other numbers. */
export async function paperForms(ctx: Context, id: string, numbers: { from: number; to: number }) {
  const batch = await paperBatch(ctx, id);
  const { from, to } = numbers;
  const isSound = Number.isInteger(from) && Number.isInteger(to) && from >= 1 && to >= from && to - from < FORMS_MAX;
  if (!isSound) throw problem('paper.serial');
  const form = formOf(ctx, batch);
  return { fileName: `phieu-${from}-${to}.pdf`, write: (out: Writable) => paperFormPdf(form, numbers, out) };
}

const shown = (text: Text) => text['vi'] ?? '';

function formOf(ctx: Context, batch: PaperBatch): PaperForm {
  const q = ctx.directory.questionnaire(batch.round.questionnaire);
  const links = ctx.directory.units().flatMap(({ id }) => ctx.directory.linksOf(id));
  const own = links.find((link) => link.code === batch.link);
  const unit = ctx.directory.unit(own?.counter.unit ?? ctx.directory.root().id);
  const phone = links.find((link) => link.counter.id === batch.counter && link.channel === 'qr' && !link.revoked);
  return {
    title: shown(q.title),
    unit: officeName(unit),
    counter: own?.counter.name ?? '',
    stem: shown(q.stem),
    safety: shown(q.safety),
    columns: [
      ...q.scale.options.map(({ value, text }) => ({ key: String(value), text: shown(text) })),
      ...q.scale.missing.map(({ id, text }) => ({ key: MISSING_KEYS[id] ?? '?', text: shown(text) }))
    ],
    items: itemsWithAreas(q, itemsOf(q, batch.round, batch.booklet)),
    choices: [
      {
        text: shown(q.forWhom.text),
        options: q.respondentTypes.filter((type) => !type.invitedOnly).map(({ text }) => shown(text))
      },
      { text: shown(q.whoFilled.text), options: q.whoFilled.options.map(({ text }) => shown(text)) }
    ],
    comment: shown(q.comment.text),
    number: vi.number,
    phone: phone ? { url: surveyUrl(ctx, phone.code), text: vi.phone } : null
  };
}

/** The items, each area's title before its first. */
function itemsWithAreas(q: Questionnaire, items: readonly string[]): readonly PaperFormItem[] {
  let last: string | null = null;
  return items.map((id) => {
    const area = q.areas.find((one) => one.items.some((item) => item.id === id));
    const title = area && area.id !== last ? shown(area.title) : null;
    last = area?.id ?? last;
    return { text: shown(itemText(q, id)), area: title };
  });
}
