import type { Translate } from '../../../i18n/index.ts';
import { modeLabel } from '../../controls/mode-label.ts';

/** Parts of keys that are no ids but say what the text is for; the text itself goes without. */
const PURPOSES = ['button', 'more', 'short'];

/** What a text is called on the page: "Câu A2.3", "Lý do slow". The key's first part has words, the others are ids. */
export function slotLabel(t: Translate, key: string): string {
  const [part = '', ...ids] = key.split('/');
  const others = ids.filter((id) => id !== 'title' && id !== 'text');
  const said = others.map((id) =>
    PURPOSES.includes(id) && /^(consent|area)$/.test(part) ? t(`questionnaire:slotFor.${id}`) : id
  );
  return [t(`questionnaire:slot.${part}`), ...said].join(' ');
}

/** `filingMode/stage/number` as people call it: "Nộp trực tiếp, đã nhận kết quả: tập 1". */
export function bookletLabel(t: Translate, id: string, stages: ReadonlyMap<string, string>): string {
  const [filingMode = '', stage = '', number = ''] = id.split('/');
  const family = t('questionnaire:family', { mode: modeLabel(t, filingMode), stage: stages.get(stage) ?? stage });
  return number === 'full'
    ? t('questionnaire:bookletFull', { family })
    : t('questionnaire:bookletName', { family, n: number });
}

/** Numbers in their order, runs of them short: "1–23, 25". */
export function numberRanges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}
