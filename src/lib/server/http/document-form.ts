import { problem } from '../../domain/shared/problem.ts';
import { parseJson } from './json-body.ts';

/** A questionnaire of a hundred items in five languages has 150 kB. */
export const DOCUMENT_BYTES_MAX = 1_000_000;
const DEPTH_MAX = 32;

/**
 * The JSON document that a form carries as a file, or as text where the page sent it back.
 * Throws `document.none`, `request.too_large`, `request.not_utf8`, `request.too_deep`, `request.malformed`.
 */
export async function documentIn(form: FormData, name: string): Promise<unknown> {
  const value = form.get(name);
  if (value === null || (value instanceof File && value.size === 0)) throw problem('document.none');
  if (typeof value === 'string') return parseDocument(value);
  if (value.size > DOCUMENT_BYTES_MAX) throw problem('request.too_large', { bytesMax: DOCUMENT_BYTES_MAX });
  return parseDocument(decoded(new Uint8Array(await value.arrayBuffer())));
}

/** The bytes of a workbook that a form carries; null where the file is none. XLSX is a zip archive: it begins with "PK". */
export async function workbookIn(form: FormData, name: string): Promise<Uint8Array | null> {
  const value = form.get(name);
  if (!(value instanceof File)) return null;
  const [p, k] = new Uint8Array(await value.slice(0, 2).arrayBuffer());
  return p === 0x50 && k === 0x4b ? new Uint8Array(await value.arrayBuffer()) : null;
}

/** JSON text as a value. A byte order mark, as Windows editors write it, is no part of it. */
export function parseDocument(text: string): unknown {
  if (Buffer.byteLength(text) > DOCUMENT_BYTES_MAX)
    throw problem('request.too_large', { bytesMax: DOCUMENT_BYTES_MAX });
  return parseJson(text.replace(/^\uFEFF/, ''), DEPTH_MAX);
}

/** A document as it is exported: indented, so that people can edit it and compare two files line by line. */
export function exportedDocument(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The export as a file to be saved. */
export function documentReply(document: object, name: string): Response {
  return new Response(exportedDocument(document), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}.json"`,
      'cache-control': 'no-store'
    }
  });
}

/** The body of a form, with files. Throws `request.malformed` where it is none: Kit would answer 500. */
export async function formOf(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    throw problem('request.malformed');
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw problem('request.not_utf8');
  }
}
