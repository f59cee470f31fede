import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/lib/server/config.ts';

describe('the configuration', () => {
  it('means SQLite in the data folder unless DATABASE_URL says otherwise', () => {
    expect(parseConfig({}).databaseUrl).toBeNull();
    const url = 'postgres://hailong@db.example.gov.vn/hailong';
    expect(parseConfig({ DATABASE_URL: url }).databaseUrl).toBe(url);
  });

  it('lists every fault at once, and repeats no secret', () => {
    const faulty = { DATABASE_URL: 'mysql://hailong:geheim@db/x', HAILONG_SECRET: 'geheim', HAILONG_PORT: '99999' };
    const parse = () => parseConfig(faulty);
    for (const name of Object.keys(faulty)) expect(parse).toThrow(name);
    expect(parse).not.toThrow('geheim');
  });
});
