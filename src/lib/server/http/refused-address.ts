import { PROBLEM_CODES, type Problem } from '../../domain/shared/problem.ts';
import { problemText } from './problem-reply.ts';

/**
 * The page's address with why its form was refused: for a form that is answered with a file, which no page action can
 * give. Null where the details are more than numbers, for an address carries no text of its own into a page.
 */
export function refusedAddress(path: string, { code, details }: Problem): string | null {
  const entries = Object.entries(details);
  if (entries.some(([, value]) => typeof value !== 'number')) return null;
  const query = new URLSearchParams([['refused', code], ...entries.map(([key, value]) => [key, String(value)])]);
  return `${path}?${query.toString()}`;
}

/** Why the form was refused, as the address tells; null where it tells nothing that is known. */
export function refusedText(event: { url: URL; locals: Pick<App.Locals, 't'> }): string | null {
  const code = PROBLEM_CODES.find((known) => known === event.url.searchParams.get('refused'));
  const details = [...event.url.searchParams].filter(([, value]) => /^\d{1,9}$/.test(value));
  return code === undefined ? null : problemText(event, { code, details: Object.fromEntries(details) });
}
