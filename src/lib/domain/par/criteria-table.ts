import type { CriteriaSet, PointsRule } from './criteria-set.ts';

/** Titles of the columns; the first says what a row is, and so which of the others it fills. */
export const CRITERIA_COLUMNS = [
  'Loại dòng',
  'Mã',
  'Nội dung',
  'Điểm tối đa',
  'Trọng số',
  'Cơ quan chịu trách nhiệm',
  'Tỷ lệ hài lòng từ',
  'Phần điểm'
] as const;
export type Column = (typeof CRITERIA_COLUMNS)[number];

export const [KIND, CODE, CONTENT, POINTS, WEIGHT, OWNER, SHARE, PART] = CRITERIA_COLUMNS;
/** The columns that each kind of row fills, beside the first. */
export const FILLED = {
  'thông tin': [CODE, CONTENT],
  'tiêu chí': [CODE, POINTS, WEIGHT, OWNER],
  'tiêu chí khác': [CODE, CONTENT, POINTS, OWNER],
  'mức trả lời': [CODE, WEIGHT],
  bậc: [SHARE, PART]
} as const satisfies Readonly<Record<string, readonly Column[]>>;
export type Kind = keyof typeof FILLED;

/** Rows `thông tin` by their code, and the member of the document that each is. */
export const FACTS = {
  'mã bộ': 'id',
  'phiên bản': 'version',
  loại: 'status',
  nguồn: 'source',
  'cách tính điểm': 'rule',
  'tổng điểm': 'maxPointsTotal'
} as const;

export const STATUS_WORDS: Readonly<Record<CriteriaSet['status'], string>> = {
  example: 'ví dụ',
  draft: 'dự thảo',
  official: 'chính thức'
};
export const RULE_WORDS: Readonly<Record<PointsRule, string>> = {
  share: 'tỷ lệ hài lòng',
  mean_rescaled: 'trung bình quy về 0 đến 1',
  mean_over_max: 'trung bình chia 5',
  option_weights: 'trọng số mức trả lời',
  steps: 'bậc thang'
};

type Row = Partial<Record<Column, string | number>>;

/** A criteria set as the rows of its sheet, under `CRITERIA_COLUMNS`. */
export function criteriaRows(set: CriteriaSet): readonly (readonly (string | number | null)[])[] {
  const fact = (code: string, content: string | number): Row => ({
    [KIND]: 'thông tin',
    [CODE]: code,
    [CONTENT]: content
  });
  const rows: readonly Row[] = [
    fact('mã bộ', set.id),
    fact('phiên bản', set.version),
    ...Object.entries(set.title).map(([language, words]) => fact(`tên (${language})`, words)),
    fact('loại', STATUS_WORDS[set.status]),
    fact('nguồn', set.source),
    fact('cách tính điểm', RULE_WORDS[set.rule]),
    fact('tổng điểm', set.maxPointsTotal),
    ...set.criteria.map(({ area, maxPoints, weight, owner }): Row => {
      const row: Row = { [KIND]: 'tiêu chí', [CODE]: area, [POINTS]: maxPoints, [WEIGHT]: weight };
      return owner === undefined ? row : { ...row, [OWNER]: owner };
    }),
    ...(set.others ?? []).map(({ id, title, maxPoints, owner }): Row => {
      const row: Row = { [KIND]: 'tiêu chí khác', [CODE]: id, [CONTENT]: title, [POINTS]: maxPoints };
      return owner === undefined ? row : { ...row, [OWNER]: owner };
    }),
    ...set.optionWeights.map((weight, i): Row => ({ [KIND]: 'mức trả lời', [CODE]: i + 1, [WEIGHT]: weight })),
    ...set.steps.map(({ minShare, shareOfPoints }): Row => ({
      [KIND]: 'bậc',
      [SHARE]: minShare,
      [PART]: shareOfPoints
    }))
  ];
  return rows.map((row) => CRITERIA_COLUMNS.map((column) => row[column] ?? null));
}
