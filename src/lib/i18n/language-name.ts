/** Names of the interface's own languages, as the survey page has always written them. */
const OWN: Readonly<Record<string, string>> = { vi: 'Tiếng Việt', en: 'English' };

/** A language's name in itself, by which its readers know it: "中文"; its code where the Unicode data know no name. */
export function languageName(code: string): string {
  if (!/^[a-z]{2,3}$/.test(code)) return code;
  return OWN[code] ?? new Intl.DisplayNames([code, 'vi'], { type: 'language' }).of(code) ?? code;
}
