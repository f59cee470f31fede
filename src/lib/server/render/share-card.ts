import type { ResultsDocument } from '../../domain/publication/results-document.ts';
import { formatFor } from '../../i18n/format.ts';
import type { Language, Translate } from '../../i18n/index.ts';
import { findingOf, shareLine } from '../../i18n/results-words.ts';

const WIDTH = 1200;
const HEIGHT = 630;
const LINE_CHARACTERS = 30;

/** The picture that a shared address shows, as SVG: the finding, how many of how many, and what it is not (USERS i1). */
export function shareCard(results: ResultsDocument, t: Translate, language: Language): string {
  const { whole, round, province, simulatedData } = results;
  const format = formatFor(language);
  const title = findingOf(t, whole);
  const interval =
    whole.share === null || whole.ci === null
      ? t('results:hiddenText', { floor: results.floor })
      : shareLine(t, format, { ...whole, kind: round.kind });
  const n = format.count(whole.n ?? 0);
  const answered =
    whole.share === null
      ? ''
      : whole.population
        ? t('results:answeredOf', {
            n,
            population: format.count(whole.population),
            rate: format.share((whole.n ?? 0) / whole.population)
          })
        : t('results:answeredOnly', { n });
  const lines = wrapped(title, LINE_CHARACTERS);
  const notes = [t('results:notOfficial'), ...(simulatedData ? [t('results:simulated')] : [])];
  const after = 190 + lines.length * 92;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="Be Vietnam Pro">
<defs><pattern id="w" width="80" height="40" patternUnits="userSpaceOnUse" viewBox="0 0 48 24"><path d="M0 12L12 0l12 12 12-12 12 12-12 12-12-12-12 12z" fill="none" stroke="#8e9fe0" stroke-width="1.6"/><path d="M12 7l5 5-5 5-5-5z" fill="#f5c451"/><path d="M36 9l3 3-3 3-3-3z" fill="#8e9fe0"/></pattern></defs>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#1b2458"/>
<text x="60" y="92" font-size="32" fill="#d9dff5">${escaped(`${province} · ${format.round(round.name)}`)}</text>
${lines.map((line, i) => `<text x="60" y="${190 + i * 92}" font-size="72" font-weight="700" fill="#ffffff">${escaped(line)}</text>`).join('\n')}
<text x="60" y="${after}" font-size="34" fill="#ffffff">${escaped(interval)}</text>
<text x="60" y="${after + 50}" font-size="30" fill="#d9dff5">${escaped(answered)}</text>
<rect y="508" width="${WIDTH}" height="40" fill="url(#w)"/>
${notes.map((note, i) => `<text x="60" y="${(notes.length === 1 ? 602 : 590) + i * 30}" font-size="24" fill="#f5c451">${escaped(note)}</text>`).join('\n')}
</svg>`;
}

/** Words in lines of at most so many characters. */
function wrapped(text: string, characters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= characters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
