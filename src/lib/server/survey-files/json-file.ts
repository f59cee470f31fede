import { basename } from 'node:path';
import * as v from 'valibot';
import { InputFault, InputFaults } from './input-fault.ts';
import { wholeText } from './text-file.ts';

/** A JSON file as a document; throws an `InputFault` that lists what is wrong with it. Texts are taken in NFC. */
export async function readJson<T>(path: string, schema: v.BaseSchema<unknown, T, v.BaseIssue<unknown>>): Promise<T> {
  const faults = new InputFaults(basename(path));
  const text = (await wholeText(path)).normalize('NFC');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return faults.fail(`is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  for (const issue of parsed.issues) {
    const at = v.getDotPath(issue);
    faults.add(`${at === null ? '' : `${at}: `}${messageOf(issue)}`);
  }
  faults.throwIfAny();
  throw new InputFault(`${basename(path)}: unusable`);
}

/** A key too many or too few, in plain words; else the message of the rule. */
function messageOf({ message, expected, received }: v.BaseIssue<unknown>): string {
  if (expected === 'never') return 'is not a key that is known here';
  return received === 'undefined' && message.startsWith('Invalid key') ? 'is missing' : message;
}
