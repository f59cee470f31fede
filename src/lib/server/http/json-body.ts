import { problem } from '../../domain/shared/problem.ts';

export interface JsonLimits {
  readonly bytesMax: number;
  readonly depthMax: number;
}

/**
 * The body of a request as a JSON value. Everything is refused before it is looked at: another content type, too many
 * bytes (announced or streamed), broken UTF-8, too deep nesting, a `__proto__` key.
 * Throws `request.content_type`, `request.too_large`, `request.not_utf8`, `request.too_deep`, `request.malformed`.
 */
export async function readJsonBody(request: Request, limits: JsonLimits): Promise<unknown> {
  return parseJson(await readJsonText(request, limits.bytesMax), limits.depthMax);
}

/** The body as the text that was sent, not parsed yet. Throws as `readJsonBody`, but for depth and form. */
export async function readJsonText(request: Request, bytesMax: number): Promise<string> {
  if (!isJson(request.headers.get('content-type') ?? '')) throw problem('request.content_type');
  return decode(await readBytes(request, bytesMax));
}

/** JSON text as a value. Depth is counted before parsing: JSON.parse would recurse into it. */
export function parseJson(text: string, depthMax: number): unknown {
  if (depthOf(text, depthMax) > depthMax) throw problem('request.too_deep', { depthMax });
  try {
    return JSON.parse(text, (key: string, value: unknown) => {
      if (key === '__proto__') throw new SyntaxError('__proto__');
      return value;
    });
  } catch {
    throw problem('request.malformed');
  }
}

/** How deep brackets nest outside strings; stops counting one above the limit. */
export function depthOf(text: string, depthMax: number): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      deepest = Math.max(deepest, ++depth);
      if (deepest > depthMax) return deepest;
    } else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}

function isJson(contentType: string): boolean {
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  return (
    type === 'application/json' &&
    parameters.every((part) => !part.startsWith('charset=') || /^charset="?utf-8"?$/.test(part))
  );
}

async function readBytes(request: Request, bytesMax: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw problem('request.too_large', { bytesMax });
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) break;
    size += part.value.length;
    if (size > bytesMax) {
      await reader?.cancel();
      throw problem('request.too_large', { bytesMax });
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks, size);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw problem('request.not_utf8');
  }
}
