import type { Translate } from '../../../i18n/index.ts';

/** What a text is called on the page: "Câu A2.3", "Lý do slow". The key's first part has words, the others are ids. */
export function slotLabel(t: Translate, key: string): string {
  const [part = '', ...ids] = key.split('/');
  return [t(`questionnaire:slot.${part}`), ...ids.filter((id) => id !== 'title' && id !== 'text')].join(' ');
}

/** `filingMode/stage/number` as people call it: "Nộp trực tiếp, đã nhận kết quả: tập 1". */
export function bookletLabel(t: Translate, id: string, stages: ReadonlyMap<string, string>): string {
  const [filingMode = '', stage = '', number = ''] = id.split('/');
  const family = t('questionnaire:family', { mode: modeLabel(t, filingMode), stage: stages.get(stage) ?? stage });
  return number === 'full'
    ? t('questionnaire:bookletFull', { family })
    : t('questionnaire:bookletName', { family, n: number });
}

/** Filing modes are data: one that the catalog does not know is shown by its id. */
export function modeLabel(t: Translate, mode: string): string {
  const key = `admin:filingMode.${mode}`;
  const words = t(key);
  return key.endsWith(words) ? mode : words;
}
