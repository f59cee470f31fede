import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { requireDataFolder } from '../../src/lib/server/db/data-folder.ts';

it('names the folder that cannot be written, in both languages, whoever runs the program', () => {
  const folder = '/sys/hailong'; // nobody makes a folder there, not even root
  expect(() => requireDataFolder(folder)).toThrow(
    /^Không dùng được \/sys\/hailong: .+\. Chưa có gì thay đổi\.\n\/sys\/hailong cannot be used: .+\. Nothing was changed\.$/
  );
  expect(existsSync(folder)).toBe(false);
});
