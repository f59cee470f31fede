import { fork } from 'node:child_process';
import path from 'node:path';
import type { Config } from '../config.ts';
import { TABLE_CAPS, tableFault, type TableReply } from './table.ts';

/**
 * Reads a CSV or XLSX that a person sent. A workbook is read in a process of its own, with bounded time and memory: what
 * is wrong with it never is the server's trouble.
 */
export async function readTable(config: Config, bytes: Uint8Array): Promise<TableReply> {
  if (bytes.length === 0) return tableFault('table.empty');
  if (bytes.length > TABLE_CAPS.bytes) return tableFault('table.too_large', { max: TABLE_CAPS.bytes / 1_000_000 });
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return tableFault('table.encrypted'); // .xls, or locked by a password
  if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46])) return tableFault('table.kind'); // a PDF
  return inProcess(config, bytes);
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

function inProcess(config: Config, bytes: Uint8Array): Promise<TableReply> {
  const child = fork(path.join(config.programDir, 'src/lib/server/table-file/reader-process.ts'), [], {
    serialization: 'advanced',
    execArgv: ['--max-old-space-size=256'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc']
  });
  const { promise, resolve } = Promise.withResolvers<TableReply>();
  const timer = setTimeout(() => resolve(tableFault('table.slow')), TABLE_CAPS.readingMs);
  child.once('message', (reply: TableReply) => resolve(reply));
  child.once('error', () => resolve(tableFault('table.broken')));
  child.once('exit', () => resolve(tableFault('table.slow'))); // out of memory: larger than it said
  child.send(bytes);
  return promise.finally(() => {
    clearTimeout(timer);
    child.kill('SIGKILL');
  });
}
