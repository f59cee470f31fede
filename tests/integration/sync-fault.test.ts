import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inject, noStrace } from '../support/injection.ts';
import { aProvince, aResponse } from '../support/province.ts';
import { startApp } from '../support/server.ts';

const missing = noStrace();
if (missing !== null) console.warn(`SKIPPED: ${missing}; what a failed sync does was not tested.`);

describe.skipIf(missing !== null)('a server whose disk fails a sync', () => {
  it('acknowledges nothing, ends with 1, and stores the same answer once it is started again', async () => {
    const province = await aProvince();
    await province.runtime.close();
    const { dataDir } = province;
    const body = JSON.stringify({ responses: [aResponse(province)] });
    const headers = { 'content-type': 'application/json' };
    const app = await startApp({ dataDir });
    const post = () => fetch(`${app.origin}/api/v1/responses`, { method: 'POST', headers, body });
    const wal = join(dataDir, 'hailong.db-wal');
    const failing = await inject(app.pid, 'fsync,fdatasync', 'error=EIO:when=1', [wal]);
    const refused = await post();
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([503, true]);
    while (!app.hasEnded()) await sleep(20);
    expect(await app.stop()).toBe(1);
    await failing.end();
    expect(app.output()).toContain('the disk did not take what was written');
    const again = await startApp({ dataDir, port: app.port });
    expect(await (await post()).json()).toMatchObject({ results: [{ receipt: expect.any(String) as string }] });
    await again.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
});
