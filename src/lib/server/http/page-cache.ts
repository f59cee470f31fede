/** What a rendered page was made from. Reloading the directory makes new entries, so that an old page no longer fits. */
export interface PageSource {
  readonly link: object;
  readonly round: object;
}

export interface PageCache<Page> {
  readonly find: (key: string, source: PageSource) => Page | undefined;
  readonly keep: (key: string, source: PageSource, page: Page) => void;
  readonly size: () => number;
}

/**
 * Rendered pages by link × booklet × stage × language × what is heard, the least recently used dropped beyond `max`. A page counts only
 * while the directory still holds the very link and round that it was made from.
 */
export function pageCache<Page>(max: number): PageCache<Page> {
  const kept = new Map<string, { readonly source: PageSource; readonly page: Page }>();
  return {
    find: (key, source) => {
      const entry = kept.get(key);
      if (!entry) return undefined;
      kept.delete(key);
      if (entry.source.link !== source.link || entry.source.round !== source.round) return undefined;
      kept.set(key, entry);
      return entry.page;
    },
    keep: (key, source, page) => {
      kept.delete(key);
      kept.set(key, { source, page });
      const [oldest] = kept.keys();
      if (kept.size > max && oldest !== undefined) kept.delete(oldest);
    },
    size: () => kept.size
  };
}
