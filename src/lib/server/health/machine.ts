import { existsSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import type { MachineMeasurements } from '../../domain/health/measurements.ts';
import type { Config } from '../config.ts';

/** Measures what can be measured without opening the database. `port` only for the command. */
export async function measureMachine(
  config: Config,
  nowMs: number,
  port: MachineMeasurements['port']
): Promise<MachineMeasurements> {
  const folder = nearestFolder(config.dataDir);
  return {
    nowMs,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    disk: await diskOf(folder),
    memory: { availableBytes: process.availableMemory(), totalBytes: os.totalmem() },
    node: { version: process.versions.node, wanted: wantedNode(config.programDir) },
    glibc: glibcVersion(),
    folder: { path: config.dataDir, fileSystem: fileSystemOf(folder) },
    keyMode: keyModeOf(config),
    isBuilt: existsSync(path.join(config.programDir, 'build/handler.js')),
    port,
    recipients: config.backup.recipients.length
  };
}

/** Free bytes for this account, and all; null where the system does not say. */
export async function diskOf(folder: string): Promise<MachineMeasurements['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return blocks === 0 ? null : { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}

/** The folder, or what stands above it as long as it is not there. */
export function nearestFolder(folder: string): string {
  const above = path.dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearestFolder(above);
}

const nodePackage = v.object({ dependencies: v.record(v.string(), v.string()) });

/** The Node that the project is made and tested with: tools/node; a bundle has no other than that. */
function wantedNode(programDir: string): string {
  try {
    const text = readFileSync(path.join(programDir, 'tools/node/package.json'), 'utf8');
    return Object.values(v.parse(nodePackage, JSON.parse(text)).dependencies)[0] ?? process.versions.node;
  } catch {
    return process.versions.node;
  }
}

const report = v.object({ header: v.object({ glibcVersionRuntime: v.optional(v.string()) }) });

function glibcVersion(): string | null {
  const parsed = v.safeParse(report, process.report.getReport());
  return parsed.success ? (parsed.output.header.glibcVersionRuntime ?? null) : null;
}

/** The type of the file system that the folder is on: the longest mount point that leads to it. */
export function fileSystemOf(folder: string): string | null {
  try {
    const mounts = readFileSync('/proc/self/mounts', 'utf8').trim().split('\n');
    const above = mounts
      .map((line) => line.split(' '))
      .map(([, point = '', type = '']) => ({ point: point.replaceAll('\\040', ' '), type }))
      .filter(({ point }) => point === '/' || folder === point || folder.startsWith(`${point}/`))
      .sort((a, b) => a.point.length - b.point.length);
    return above.at(-1)?.type ?? null;
  } catch {
    return null;
  }
}

function keyModeOf(config: Config): MachineMeasurements['keyMode'] {
  if (config.secret !== null) return null;
  if (config.secretFile === null && config.databaseUrl !== null) return 'missing';
  const file = config.secretFile ?? path.join(config.dataDir, 'secret.key');
  return existsSync(file) ? statSync(file).mode : 'missing';
}
