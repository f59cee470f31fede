import type { DocumentFault } from './fault.ts';

/** Control characters but tab and line feed, and halves of letters: no text, and PostgreSQL stores no NUL. */
const NOT_TEXT =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

export function isPlainText(text: string): boolean {
  return !NOT_TEXT.test(text);
}

/** Marks that turn the direction of what follows (UAX #9): with them a text could make words beside it read otherwise. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;

/** Whether a text of one person may stand among the words of others: plain, and read in one direction. */
export function isPrintedText(text: string): boolean {
  return isPlainText(text) && !TURNING.test(text);
}

/** The places of a JSON value whose texts hold what is no text. */
export function faultsOfText(value: unknown, at = ''): readonly DocumentFault[] {
  if (typeof value === 'string') {
    return isPlainText(value) ? [] : [{ at: at || '(root)', rule: 'malformed', detail: 'control characters' }];
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => faultsOfText(member, at === '' ? key : `${at}.${key}`));
}
