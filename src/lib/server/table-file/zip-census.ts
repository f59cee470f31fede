import { unzipSync } from 'fflate';
import { TABLE_CAPS, tableFault, type TableFault } from './table.ts';

/**
 * What is wrong with a workbook as an archive, before anything of it is unpacked; null when nothing is. What an entry
 * says of its size is believed here, for the reader unpacks no more than that.
 */
export function archiveFault(bytes: Uint8Array): TableFault | null {
  const entries: { name: string; packed: number; unpacked: number }[] = [];
  try {
    unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        entries.push({ name, packed: size, unpacked: originalSize });
        return false;
      }
    });
  } catch {
    return tableFault('table.broken');
  }
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  const isBomb =
    entries.length > TABLE_CAPS.entries ||
    unpacked > TABLE_CAPS.unpackedBytes ||
    unpacked > bytes.length * TABLE_CAPS.ratio ||
    entries.some((entry) => entry.unpacked === 0 && entry.packed > 2); // says nothing of its size
  if (isBomb) return tableFault('table.bomb');
  return entries.some((entry) => entry.name === 'xl/workbook.xml') ? null : tableFault('table.kind');
}
