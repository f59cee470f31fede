import type { TypedForm } from '../services/paper/paper-entry.ts';
import { textField } from './form-field.ts';

const KEY = 'key.';
const KEYS_MAX = 100;

/** What was typed of a paper form. */
export function typedForm(form: FormData): TypedForm {
  const keys = [...form.keys()].filter((name) => name.startsWith(KEY)).slice(0, KEYS_MAX);
  return {
    serial: textField(form, 'serial').slice(0, 10),
    respondentType: textField(form, 'respondentType').slice(0, 80),
    whoFilled: textField(form, 'whoFilled').slice(0, 80),
    comment: textField(form, 'comment').slice(0, 4_000),
    keys: Object.fromEntries(keys.map((name) => [name.slice(KEY.length), textField(form, name).slice(0, 10)]))
  };
}
