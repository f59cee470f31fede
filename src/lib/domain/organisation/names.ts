/** How long a code, a name and a type of a unit may be, in characters; as posters and tables bear. */
export const CODE_MAX = 20;
export const UNIT_NAME_MAX = 120;
export const TYPE_MAX = 40;
export const COUNTER_NAME_MAX = 120;
export const SERVICE_FIELD_MAX = 80;
export const SERVICE_FIELDS_MAX = 20;
export const CLOSED_DAYS_MAX = 60;

/** What a counter's name may not hold: lists of counters in a cell are parted by it. */
export const LIST_MARK = ';';

/** A name as it is kept: NFC, one space between words, none at the ends; null when it is empty, too long or has control characters. */
export function cleanName(text: string, max: number): string | null {
  const name = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  return name === '' || [...name].length > max || /\p{Cc}/u.test(name) ? null : name;
}

/** The code of a unit: letters of any script, digits, `.`, `_`, `-`; null when it is none. */
export function unitCode(text: string): string | null {
  const code = text.normalize('NFC').trim();
  return /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(code) && [...code].length <= CODE_MAX ? code : null;
}

/** A counter's name as it is kept; null when it is none. */
export function counterName(text: string): string | null {
  const name = cleanName(text, COUNTER_NAME_MAX);
  return name === null || name.includes(LIST_MARK) ? null : name;
}

/** Names parted by semicolons or lines, in order, as they are written. */
export function listed(text: string): readonly string[] {
  return text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
