import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { parseConfig, type Config } from '../lib/server/config.ts';
import { openRuntime } from '../lib/server/runtime.ts';
import { seedDemoProvince, type DemoProgress } from '../lib/server/services/store/demo-province.ts';
import { createPerson } from '../lib/server/services/people/people.ts';
import type { Arguments } from './main.ts';
import { operatorContext, option } from './open.ts';
import { listen } from './serve.ts';

const RESPONSES = 20_000;
const demoFile = v.object({ password: v.string(), survey: v.string() });

/** `npm run demo`: makes or finds the demo province, serves it and prints its addresses, one a line. */
export async function run(args: Arguments): Promise<number> {
  const host = args.values['lan'] === true ? lanAddress() : '127.0.0.1';
  const port = option(args, 'port') ?? '3000';
  const config = parseConfig({
    HAILONG_DATA: option(args, 'data') ?? './data/demo',
    HAILONG_HOST: host,
    HAILONG_PORT: port,
    HAILONG_ORIGIN: `http://${host}:${port}`
  });
  const { password, survey } = await prepareDemo(config);
  await listen(config);
  const at = config.publicOrigin;
  const kiosk =
    args.values['lan'] === true
      ? 'not with --lan: browsers allow it over https or on this machine only'
      : `${at}/kiosk`;
  console.log(`
Hài lòng, dữ liệu mô phỏng / simulated data
Survey      ${at}/s/${survey}
Kiosk       ${kiosk}
Dashboard   ${at}/admin
Sign in     ${at}/login   account: quantri   password: ${password}
            the same password: phantich (analyst), thanhtra (auditor), xa (one commune)
            no second factor is asked in the demo; production asks everybody who manages
Results     ${at}/results   (what everybody may read of the closed quarters)
Poster      ${at}/s/${survey}/poster.pdf
Ctrl+C stops.`);
  return 0;
}

async function prepareDemo(config: Config): Promise<v.InferOutput<typeof demoFile>> {
  const file = path.join(config.dataDir, 'demo.json');
  if (existsSync(file)) return v.parse(demoFile, JSON.parse(readFileSync(file, 'utf8')));
  const runtime = await openRuntime(config);
  try {
    const ctx = operatorContext(runtime);
    if (ctx.directory.purpose() !== null) {
      throw new Error(
        `${config.dataDir} holds ${ctx.directory.purpose() ?? ''} data, or a demo that was not finished: choose another folder with --data`
      );
    }
    await seedDemoProvince(ctx, RESPONSES, showProgress());
    const password = newPassword();
    const operator = operatorContext(runtime);
    const root = operator.directory.root().id;
    const commune = operator.directory.units().find((unit) => unit.type === 'xã')?.id ?? root;
    const people = [
      { account: 'quantri', name: 'Hoàng Thị Ngân', role: 'province_admin', unit: root },
      { account: 'phantich', name: 'Nông Văn Hải', role: 'province_analyst', unit: root },
      { account: 'thanhtra', name: 'Lý Thị Mai', role: 'auditor', unit: root },
      { account: 'xa', name: 'Vi Văn Thành', role: 'unit_manager', unit: commune }
    ] as const;
    for (const { account, name, role, unit } of people) {
      await createPerson(operator, { account, name, password, grants: [{ role, unit }] });
    }
    const survey = operator.directory.linksOf(commune).find((link) => link.channel === 'qr')?.code ?? '';
    writeFileSync(file, JSON.stringify({ password, survey }, null, 2), { mode: 0o600 });
    return { password, survey };
  } finally {
    await runtime.close();
  }
}

/** On a terminal one line that moves; in a log a line for every tenth of the way. */
function showProgress(): (at: DemoProgress) => void {
  let tenth = -1;
  return ({ step, done, total }) => {
    const line = `demo: ${step}, ${done} of ${total} simulated responses`;
    const now = Math.floor((10 * done) / total);
    if (process.stderr.isTTY) process.stderr.write(`\r${line} ${done === total ? '\n' : ''}`);
    else if (now > tenth) console.error(line);
    tenth = Math.max(tenth, now);
  };
}

/** Three groups of four letters and digits, none of which is mistaken for another. */
function newPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 4 }, () => letters.charAt(randomInt(letters.length))).join('');
  return `${group()}-${group()}-${group()}`;
}

/** The machine's address on the local network, so that a phone can scan the code. */
function lanAddress(): string {
  const found = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal);
  if (!found) throw new Error('--lan: this machine has no address on a local network');
  return found.address;
}
