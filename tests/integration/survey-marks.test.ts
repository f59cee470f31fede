import { afterAll, beforeAll, expect, it } from 'vitest';
import { setTestAnswers } from '../../src/lib/server/services/links/links.ts';
import { openDoor } from '../../src/lib/server/services/submit/survey-page.ts';
import { stageView } from '../../src/lib/server/services/submit/survey-view.ts';
import { aProvince, type TestProvince } from '../support/province.ts';

let province: TestProvince;
beforeAll(async () => {
  province = await aProvince({ communes: 1, counters: 1 });
});
afterAll(() => province.end());

it('says on the first page already that the answers of a link under test do not count', async () => {
  const { ctx, codes } = province;
  const code = codes[0] ?? '';
  const marks = () => {
    const door = openDoor(ctx, { code, stage: null });
    if (door.kind !== 'stage') throw new Error(door.kind);
    const { testUntil, simulated } = stageView(ctx, door, 'vi', null);
    return { isTest: testUntil !== null, simulated };
  };
  expect(marks()).toMatchObject({ isTest: false });
  await setTestAnswers(ctx, code, true);
  expect(marks()).toMatchObject({ isTest: true, simulated: ctx.directory.purpose() === 'demo' });
});
