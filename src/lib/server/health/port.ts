import { createServer } from 'node:net';

const ASK_MS = 2_000;

/** Whether somebody listens on the port, and whether it is this very program, which answers /healthz. */
export async function portState(host: string, port: number): Promise<'free' | 'ours' | 'taken'> {
  if (await isFree(host, port)) return 'free';
  try {
    const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
    const reply = await fetch(`http://${name.includes(':') ? `[${name}]` : name}:${port}/healthz`, {
      signal: AbortSignal.timeout(ASK_MS)
    });
    return (await reply.text()) === '{"ok":true}' ? 'ours' : 'taken';
  } catch {
    return 'taken';
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
