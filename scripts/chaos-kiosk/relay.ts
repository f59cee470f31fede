import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { freePort } from '../../tests/support/port.ts';

/**
 * What the network between tablet and server does: lets all pass; lets nothing pass; lets all but the kiosk's own
 * messages pass; lets a message in and loses its reply; answers all with the sign-in page of a network.
 */
export type Mood = 'pass' | 'dead' | 'mute' | 'cut' | 'portal';

export interface Relay {
  readonly origin: string;
  readonly set: (mood: Mood) => void;
  /** Serves the application as a newer version; with `upgrades`, one whose database has another store. */
  readonly release: (upgrades: boolean) => void;
  /** How many replies were lost, and how often a newer version was handed out. */
  readonly counts: () => { readonly cut: number; readonly released: number };
  readonly end: () => void;
}

const MESSAGE = /^\/api\/v1\/kiosk\//;
/** The end of the first step of the tablet's database, as the bundler writes it. */
const LAST_STORE = /createObjectStore\((.)clips\1\)\}\]/;

/** Stands between the tablet and the server at `port`. `version` is the built one. */
export async function openRelay(port: number, version: string): Promise<Relay> {
  let mood: Mood = 'pass';
  let releases = 0;
  let stores = 0;
  let cut = 0;
  let released = 0;

  const server = createServer((asked, answer) => {
    const isMessage = MESSAGE.test(asked.url ?? '');
    if (mood === 'dead' || (mood === 'mute' && isMessage)) return void answer.socket?.destroy();
    if (mood === 'portal') {
      answer.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Wi-Fi</title><form></form>');
      return;
    }
    // A newer version has no older tag: asked for one, the server would say that nothing has changed.
    const { 'if-none-match': _, 'if-modified-since': __, ...headers } = asked.headers;
    const { method, url } = asked;
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (reply) => {
      if (mood === 'cut' && isMessage) {
        cut += 1;
        reply.resume().on('end', () => answer.socket?.destroy());
      } else void pass(reply, url ?? '', answer);
    });
    onward.on('error', () => answer.socket?.destroy());
    asked.on('error', () => onward.destroy()).pipe(onward);
  });

  async function pass(reply: IncomingMessage, url: string, answer: ServerResponse): Promise<void> {
    const isCode = /\.js$/.test(url) && releases > 0 && reply.statusCode === 200;
    reply.on('error', () => answer.socket?.destroy());
    if (!isCode) {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of reply) chunks.push(Buffer.from(chunk));
    const body = changed(url, decoded(Buffer.concat(chunks), reply.headers['content-encoding']));
    const {
      'content-encoding': _,
      'content-length': __,
      'transfer-encoding': ___,
      etag: ____,
      ...kept
    } = reply.headers;
    answer.writeHead(200, { ...kept, 'content-length': Buffer.byteLength(body) }).end(body);
  }

  function changed(url: string, text: string): string {
    if (url === '/service-worker.js') {
      released += 1;
      return text.replaceAll(version, `${version}-${releases}`);
    }
    const added = Array.from({ length: stores }, (_, i) => `,db=>{db.createObjectStore('later-${i + 1}')}`).join('');
    return text.replace(LAST_STORE, `createObjectStore($1clips$1)}${added}]`);
  }

  const own = await freePort();
  await once(server.listen(own, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${own}`,
    set: (next) => {
      mood = next;
      if (next !== 'pass') server.closeAllConnections();
    },
    release: (upgrades) => {
      releases += 1;
      if (upgrades) stores += 1;
    },
    counts: () => ({ cut, released }),
    end: () => {
      server.close();
      server.closeAllConnections();
    }
  };
}

function decoded(body: Buffer, encoding: string | undefined): string {
  if (encoding === 'br') return brotliDecompressSync(body).toString();
  return (encoding === 'gzip' ? gunzipSync(body) : body).toString();
}
