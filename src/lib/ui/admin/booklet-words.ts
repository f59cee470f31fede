import type { Words } from '../controls/words.ts';

/** "Nộp trực tiếp, Đã nhận kết quả, tập 2" of `in_person/received/2`. */
export function bookletWords(booklet: string, { t }: Pick<Words, 't'>): string {
  const [filingMode = '', stage = '', number = ''] = booklet.split('/');
  const last = number === 'full' ? t('paper:full') : t('paper:number', { n: number });
  return [t(`admin:filingMode.${filingMode}`), t(`admin:stage.${stage}`), last].join(', ');
}
