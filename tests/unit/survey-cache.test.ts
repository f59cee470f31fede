import { describe, expect, it } from 'vitest';
import { spliceAt } from '../../src/lib/server/http/gzip-splice.ts';
import { pageCache } from '../../src/lib/server/http/page-cache.ts';

const page = spliceAt('a page with ID.', 'ID');

describe('the cache of rendered pages', () => {
  it('finds a page while link and round are the very ones it was made from', () => {
    const cache = pageCache(10);
    const source = { link: {}, round: {} };
    cache.keep('key', source, page);
    expect(cache.find('key', source)).toBe(page);
  });

  it('forgets a page when the directory has made its link or round anew', () => {
    const cache = pageCache(10);
    const [link, round] = [{}, {}];
    cache.keep('key', { link, round }, page);
    expect(cache.find('key', { link: {}, round })).toBeUndefined();
    cache.keep('key', { link, round }, page);
    expect(cache.find('key', { link, round: {} })).toBeUndefined();
    expect(cache.size()).toBe(0);
  });

  it('drops what was not used for longest when it is full', () => {
    const cache = pageCache(2);
    const source = { link: {}, round: {} };
    cache.keep('first', source, page);
    cache.keep('second', source, page);
    cache.find('first', source);
    cache.keep('third', source, page);
    expect([cache.find('first', source), cache.find('second', source), cache.find('third', source)]).toEqual([
      page,
      undefined,
      page
    ]);
  });
});
