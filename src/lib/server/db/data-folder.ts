import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

const { R_OK, W_OK, X_OK } = constants;

/** What the program opens in its folder; the other files there are not needed to start. */
const FILES: readonly (readonly [name: string, mode: number])[] = [
  ...['hailong.db', 'hailong.db-wal', 'hailong.db-shm'].map((name) => [name, R_OK | W_OK] as const),
  ...['arrivals.db', 'arrivals.db-wal', 'arrivals.db-shm'].map((name) => [name, R_OK | W_OK] as const),
  ['secret.key', R_OK]
];

/**
 * Makes the data folder where it is not there, closed to other accounts. Throws, in both languages and with what to do, where this account may not
 * write it or a file in it; then nothing was changed. Asked before SQLite is: it would open the file for reading only.
 */
export function requireDataFolder(folder: string): void {
  attempt(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  attempt(folder, () => accessSync(folder, R_OK | W_OK | X_OK));
  for (const [name, mode] of FILES) {
    const file = path.join(folder, name);
    if (existsSync(file)) attempt(file, () => accessSync(file, mode));
  }
}

function attempt(place: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Error(refusal(place, code), { cause: error });
  }
}

function refusal(place: string, code: string): string {
  const uid = process.getuid?.() ?? 0;
  const owner = ownerOf(place);
  const [vi, en] =
    code === 'EROFS'
      ? ['ổ đĩa đang ở chế độ chỉ đọc; hãy gắn lại cho phép ghi', 'it is on a read-only mount; mount it for writing']
      : [
          `chủ sở hữu là uid ${owner}, chương trình chạy với uid ${uid} (${code}); hãy sửa chủ sở hữu và quyền (chown, chmod)`,
          `its owner is uid ${owner}, this program runs as uid ${uid} (${code}); set owner and mode right (chown, chmod)`
        ];
  return `Không dùng được ${place}: ${vi}. Chưa có gì thay đổi.\n${place} cannot be used: ${en}. Nothing was changed.`;
}

function ownerOf(place: string): string {
  try {
    return String(statSync(existsSync(place) ? place : path.dirname(place)).uid);
  } catch {
    return '?';
  }
}
