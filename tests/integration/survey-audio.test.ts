import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  publishDraft,
  saveTexts,
  startDraft
} from '../../src/lib/server/services/questionnaires/questionnaire-drafts.ts';
import { keepRecording, removeRecording, scriptOf } from '../../src/lib/server/services/questionnaires/recordings.ts';
import { recordAll, silence } from '../support/recordings.ts';
import { aProvince, type TestProvince } from '../support/province.ts';
import { startApp, type AppServer } from '../support/server.ts';

const SOON = { timeout: 15_000, interval: 100 };
let province: TestProvince;
/** Another process than the test, as a second server is: what the test changes it sees within a second. */
let app: AppServer;
beforeAll(async () => {
  province = await aProvince({ communes: 1, counters: 1 });
  app = await startApp({ dataDir: province.dataDir });
});
afterAll(async () => {
  await app.stop();
  await province.end();
});

const page = async (query: string) => {
  const reply = await fetch(`${app.origin}/s/${province.codes[0] ?? ''}?${query}`);
  return { html: await reply.text(), policy: reply.headers.get('content-security-policy') ?? '' };
};
const addressOf = (body: Uint8Array) => `${app.origin}/s/audio/${createHash('sha256').update(body).digest('hex')}`;
const statusOf = async (body: Uint8Array) => (await fetch(addressOf(body))).status;

it('offers a spoken language once everything is recorded, and names recordings only where it is chosen', async () => {
  const before = await page('stage=received');
  expect(before.html).not.toMatch(/name="hear"|<audio/);
  await recordAll(province.ctx, { address: province.questionnaire, code: 'tyz', name: 'Tiếng Tày' });
  // The page that asks the stage offers what every booklet behind it has.
  await vi.waitFor(async () => expect((await page('')).html).toContain('audio=tyz'), SOON);
  const offered = await page('stage=received');
  expect(offered.html).toMatch(/name="hear"[^>]*>\s*Nghe Tiếng Tày/);
  expect(offered.html).not.toContain('<audio');
  expect(offered.policy).toBe(before.policy);
  expect((await page('stage=received&lang=en')).html).not.toContain('name="hear"'); // it says the Vietnamese page
  expect((await page('stage=received&audio=xx')).html).not.toContain('<audio');
  expect((await page('audio=tyz')).html).toMatch(/stage=received&amp;audio=tyz/);

  const { html, policy } = await page('stage=received&audio=tyz');
  expect(policy).toContain("media-src 'self'");
  const sources = Array.from(html.matchAll(/<audio controls="" preload="none" src="([^"]+)"/g), ([, src]) => src ?? '');
  expect(sources).toHaveLength(Array.from(html.matchAll(/<audio/g)).length);
  expect(sources.length).toBeGreaterThan(20); // seven items, the key item, the levels, the introduction, two questions
  for (const src of sources) expect((await fetch(app.origin + src)).status).toBe(200);
});

it('keeps answers and what is heard when a form comes back', async () => {
  const { html } = await page('stage=received&audio=tyz');
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
  const names = ['form', 'questionnaire', 'stage', 'language', 'audio'];
  const form = { ...Object.fromEntries(names.map((name) => [name, field(name)])), 'A1.1': '4' };
  expect(form).toMatchObject({ audio: 'tyz' });
  const post = async (change: Record<string, string>) =>
    (
      await fetch(`${app.origin}/s/${province.codes[0] ?? ''}`, {
        method: 'POST',
        body: new URLSearchParams({ ...form, ...change })
      })
    ).text();
  const refused = await post({}); // nobody said for whom it is
  expect(refused).toContain('role="alert"');
  expect(refused).toContain('<audio');
  const silent = await post({ hear: '' });
  expect(silent).not.toMatch(/<audio|role="alert"/);
  expect(silent).toMatch(/id="A1.1-4"[^>]*checked/);
});

it('sends a recording of a published questionnaire to everybody, whole or in part, and to be kept', async () => {
  const body = silence(1);
  const reply = await fetch(addressOf(body));
  expect(Object.fromEntries(reply.headers)).toMatchObject({
    'content-type': 'audio/mpeg',
    'content-length': String(body.length),
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'cache-control': 'public, max-age=31536000, immutable'
  });
  expect(reply.headers.get('set-cookie')).toBeNull();
  expect(new Uint8Array(await reply.arrayBuffer())).toEqual(new Uint8Array(body));
  const part = await fetch(addressOf(body), { headers: { range: 'bytes=4-9' } });
  expect([part.status, part.headers.get('content-length')]).toEqual([206, '6']);
});

it('knows no recording of a draft until it is published, nor one that was taken away', async () => {
  const { ctx, questionnaire } = province;
  const [never, ofDraft] = [silence(5_000), silence(6_000)];
  expect(await statusOf(never)).toBe(404);
  expect((await fetch(`${app.origin}/s/audio/none`)).status).toBe(404);
  const id = await startDraft(ctx, { address: questionnaire, name: 'Câu mới' });
  const words = new Map([['item/A2.3', { vi: 'Ngày hẹn trả giấy tờ' }]]);
  await saveTexts(ctx, { id, revision: 1 }, { texts: words, version: null });
  await keepRecording(ctx, { address: id, language: 'tyz', slot: 'item/A2.3' }, ofDraft);
  // Of the two changes the other process has seen the second, and with it the first.
  await removeRecording(ctx, { address: questionnaire, language: 'tyz', slot: 'safety' });
  await vi.waitFor(async () => expect((await page('stage=received&audio=tyz')).html).not.toContain('<audio'), SOON);
  const safety = (await scriptOf(ctx, { address: questionnaire, language: 'tyz' })).lines.find(
    ({ key }) => key === 'safety'
  );
  expect(await statusOf(silence(safety?.number ?? 0))).toBe(404);
  expect(await statusOf(ofDraft)).toBe(404);
  await publishDraft(ctx, { id, revision: 2 });
  await vi.waitFor(async () => expect(await statusOf(ofDraft)).toBe(200), SOON);
});
