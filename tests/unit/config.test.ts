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

const OIDC = {
  HAILONG_OIDC_ISSUER: 'https://dangnhap.example.gov.vn',
  HAILONG_OIDC_CLIENT_ID: 'hailong',
  HAILONG_OIDC_CLIENT_SECRET: 'secret'
};

describe('the settings of a sign-in service', () => {
  it('are all there, or none', () => {
    expect(parseConfig({}).oidc).toBeUndefined();
    expect(parseConfig(OIDC).oidc).toEqual({
      ...{ issuer: OIDC.HAILONG_OIDC_ISSUER, clientId: 'hailong', clientSecret: 'secret' },
      name: 'dangnhap.example.gov.vn'
    });
    for (const name of Object.keys(OIDC)) {
      expect(() => parseConfig({ ...OIDC, [name]: undefined })).toThrow('set all three or none');
    }
  });

  it('name a service over TLS, except on this machine', () => {
    const issuer = (text: string) => parseConfig({ ...OIDC, HAILONG_OIDC_ISSUER: text }).oidc?.issuer;
    expect(issuer('http://127.0.0.1:9000')).toBe('http://127.0.0.1:9000');
    for (const bad of ['http://dangnhap.example.gov.vn', 'http://127.0.0.1.example.vn', 'dangnhap', 'ftp://x']) {
      expect(() => issuer(bad)).toThrow('HAILONG_OIDC_ISSUER');
    }
  });
});
