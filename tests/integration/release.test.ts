import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { copySqlite } from '../../src/lib/server/db/sqlite-copy.ts';
import { submitResponses } from '../../src/lib/server/services/submit/submit.ts';
import { hailong } from '../support/command.ts';
import { aProvince, aResponse, aRuntime, type TestRuntime } from '../support/factory.ts';

const known = Object.keys(migrations).sort();
const newest = known.at(-1) ?? '';

let folder: string;
let runtime: TestRuntime;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hailong-release-'));
  runtime = await aRuntime();
});
afterEach(async () => {
  await runtime.end();
  rmSync(folder, { recursive: true });
});

/** The folder of an installed release that knows these migrations: the one file of it that is asked. */
function aRelease(names: readonly string[]): string {
  const release = mkdtempSync(join(folder, 'release-'));
  mkdirSync(join(release, 'migrations'));
  writeFileSync(join(release, 'package.json'), JSON.stringify({ type: 'module' }));
  const list = names.map((name) => `'${name}': {}`).join(', ');
  writeFileSync(join(release, 'migrations/index.ts'), `export const migrations = { ${list} };\n`);
  return release;
}

const rollBackTo = (release: string, ...more: readonly string[]) =>
  hailong(['rollback-data', '--release', release, '--data', runtime.config.dataDir, ...more]);
const inData = (name: string) => join(runtime.config.dataDir, name);
const namesInData = () => readdirSync(runtime.config.dataDir);

function responsesIn(name: string): number {
  const db = new Sqlite(inData(name), { readonly: true });
  try {
    return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM response').get()?.n ?? 0;
  } finally {
    db.close();
  }
}

/** One response, the copy that a migration makes, and two responses more. */
async function upgraded(): Promise<void> {
  const province = await aProvince(runtime, { communes: 1, people: false });
  const link = province.communes[0]?.links[0] ?? '';
  await submitResponses(runtime.context, [aResponse(province, link)]);
  copySqlite(inData('hailong.db'), inData(`before-${newest}.db`));
  await submitResponses(runtime.context, [aResponse(province, link), aResponse(province, link)]);
}

describe('going back to a release', () => {
  it('that can read the data leaves them as they are', async () => {
    await upgraded();
    await runtime.close();
    await rollBackTo(aRelease(known));
    expect(responsesIn('hailong.db')).toBe(3);
    expect(namesInData().filter((name) => name.includes('newer'))).toEqual([]);
  });

  it('that cannot says first what it would cost, and changes nothing', async () => {
    await upgraded();
    await runtime.close();
    const cost = { code: 3, stderr: expect.stringContaining('lacks 2 answers') };
    await expect(rollBackTo(aRelease(known.slice(0, -1)))).rejects.toMatchObject(cost);
    expect(responsesIn('hailong.db')).toBe(3);
  });

  it('is refused while a server has the data open', async () => {
    await upgraded();
    await expect(rollBackTo(aRelease(known.slice(0, -1)), '--give-up-newer')).rejects.toMatchObject({
      stderr: expect.stringContaining('a server still uses the data')
    });
    expect(responsesIn('hailong.db')).toBe(3);
  });

  it('that cannot puts the copy back, and keeps the newer data whole', async () => {
    await upgraded();
    await runtime.close();
    await rollBackTo(aRelease(known.slice(0, -1)), '--give-up-newer');
    expect(responsesIn('hailong.db')).toBe(1);
    const kept = namesInData().find((name) => name.startsWith('hailong.db.newer-')) ?? '';
    expect(responsesIn(kept)).toBe(3);
    expect(namesInData()).toContain('secret.key');
  });

  it('is refused where the copy is gone, or broken', async () => {
    await upgraded();
    await runtime.close();
    const copy = inData(`before-${newest}.db`);
    cpSync(copy, join(folder, 'aside.db'));
    writeFileSync(copy, 'x'.repeat(8_192));
    const older = aRelease(known.slice(0, -1));
    await expect(rollBackTo(older, '--give-up-newer')).rejects.toMatchObject({ code: 1 });
    rmSync(copy);
    const gone = { code: 1, stderr: expect.stringContaining('is not there any longer') };
    await expect(rollBackTo(older, '--give-up-newer')).rejects.toMatchObject(gone);
    expect(responsesIn('hailong.db')).toBe(3);
  });
});
