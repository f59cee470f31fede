import * as v from 'valibot';
import { problem } from '../../domain/shared/problem.ts';

const body = v.object({
  response: v.unknown(),
  name: v.optional(v.string(), ''),
  next: v.optional(v.nullable(v.string()), null)
});

/** What the passkey script sends. Throws `request.malformed`. */
export async function passkeyBody(request: Request): Promise<v.InferOutput<typeof body>> {
  const text = await request.text();
  try {
    return v.parse(body, JSON.parse(text));
  } catch {
    throw problem('request.malformed');
  }
}
