import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { InputFault, InputFaults } from './input-fault.ts';

/** The text of a file in pieces, without a byte order mark; throws an `InputFault` where it is no UTF-8 text. */
export async function* textOf(path: string): AsyncGenerator<string> {
  const name = basename(path);
  const faults = new InputFaults(name);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isFirst = true;
  try {
    for await (const bytes of createReadStream(path) as AsyncIterable<Uint8Array>) {
      if (isFirst) refuseBinary(bytes, faults);
      isFirst = false;
      yield decoder.decode(bytes, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (error instanceof InputFault) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') faults.fail('is not UTF-8; save it as "CSV UTF-8"');
    faults.fail(reason(code, path) ?? String(error));
  }
}

/** The whole text of a small file. */
export async function wholeText(path: string): Promise<string> {
  let text = '';
  for await (const piece of textOf(path)) text += piece;
  return text;
}

function refuseBinary(bytes: Uint8Array, faults: InputFaults): void {
  const [first, second] = bytes;
  if (first === 0x50 && second === 0x4b)
    faults.fail('is an Excel workbook or a zip file; save the sheet as "CSV UTF-8"');
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    faults.fail('is UTF-16; save it as "CSV UTF-8"');
  }
  if (bytes.includes(0)) faults.fail('is not a text file');
}

function reason(code: string, path: string): string | undefined {
  switch (code) {
    case 'ENOENT':
      return `there is no such file (${path})`;
    case 'EISDIR':
      return `is a folder, not a file (${path})`;
    case 'EACCES':
    case 'EPERM':
      return `may not be read (${path})`;
    default:
      return undefined;
  }
}
