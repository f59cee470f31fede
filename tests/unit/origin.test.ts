import { describe, expect, it } from 'vitest';
import { cameFromUs, mayPostSurvey, pathOnThisSite } from '../../src/lib/server/http/origin.ts';

const ours = 'https://hailong.example.gov.vn';
const from = (change: object) => ({
  origin: ours,
  fetchSite: null,
  host: 'hailong.example.gov.vn',
  publicOrigin: ours,
  ...change
});

describe('a form that changes something by cookie', () => {
  it('is accepted from our own pages', () => {
    expect(cameFromUs(from({}))).toBe(true);
    expect(cameFromUs(from({ fetchSite: 'same-origin' }))).toBe(true);
  });
  it('is accepted under another name of this machine, when the Host is that name', () => {
    expect(cameFromUs(from({ origin: 'http://192.168.1.7:3000', host: '192.168.1.7:3000' }))).toBe(true);
  });
  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: null },
    { origin: 'not an origin' },
    { fetchSite: 'cross-site' },
    { fetchSite: 'same-site' },
    { origin: 'https://sub.hailong.example.gov.vn' }
  ])('is refused from %o', (change) => {
    expect(cameFromUs(from(change))).toBe(false);
  });
  it('is accepted without an Origin only when the browser says same-origin', () => {
    expect(cameFromUs(from({ origin: null, fetchSite: 'same-origin' }))).toBe(true);
    expect(cameFromUs(from({ origin: null, fetchSite: 'none' }))).toBe(false);
  });
});

describe('the survey form', () => {
  it('is accepted from in-app browsers, which send null or nothing', () => {
    expect(mayPostSurvey(from({ origin: 'null', fetchSite: 'cross-site' }))).toBe(true);
    expect(mayPostSurvey(from({ origin: null }))).toBe(true);
    expect(mayPostSurvey(from({}))).toBe(true);
  });
  it('is refused from a page of another site', () => {
    expect(mayPostSurvey(from({ origin: 'https://evil.example' }))).toBe(false);
  });
});

describe('the way on after sign-in', () => {
  it('is a path of this site', () => {
    expect(pathOnThisSite('/admin/links?unit=7&lang=en')).toBe('/admin/links?unit=7&lang=en');
  });
  it.each([
    null,
    '',
    'admin',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/a\nb',
    '/\t/evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e%2e//evil.example',
    `/${'a'.repeat(600)}`
  ])('is the overview for %j', (next) => {
    expect(pathOnThisSite(next)).toBe('/admin');
  });
});
