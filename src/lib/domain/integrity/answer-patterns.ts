/** What the answers of a row look like, whatever they say. */
export interface AnswerPatterns {
  /** By row, valid answers. */
  readonly valid: Uint8Array;
  /** By row, the longest run of equal consecutive valid answers, missing ones dropped; 0 without any. */
  readonly longestRun: Uint8Array;
  /** By row, whether all valid answers are equal (1 or 0), and what the first of them is. */
  readonly equal: Uint8Array;
  readonly first: Int8Array;
}

/** Of the items in the order in which they were asked; an answer below `lowest` is missing. At most 255 items. */
export function answerPatterns(columns: readonly Int8Array[], lowest: number): AnswerPatterns {
  const rows = columns[0]?.length ?? 0;
  const valid = new Uint8Array(rows);
  const longestRun = new Uint8Array(rows);
  const run = new Uint8Array(rows);
  const last = new Int8Array(rows);
  const first = new Int8Array(rows);
  const equal = new Uint8Array(rows).fill(1);
  for (const column of columns) {
    for (let i = 0; i < rows; i += 1) {
      const value = column[i] ?? -1;
      if (value < lowest) continue;
      const before = valid[i] ?? 0;
      if (before === 0) first[i] = value;
      else if (value !== first[i]) equal[i] = 0;
      valid[i] = before + 1;
      run[i] = before > 0 && value === last[i] ? (run[i] ?? 0) + 1 : 1;
      last[i] = value;
      if ((run[i] ?? 0) > (longestRun[i] ?? 0)) longestRun[i] = run[i] ?? 0;
    }
  }
  return { valid, longestRun, equal, first };
}
