import { csvTable } from './csv-table.ts';
import { xlsxTable } from './xlsx-table.ts';
import { tableFault, type TableReply } from './table.ts';

/** What `read-table.ts` forks for one file: it takes the bytes, answers with the table or what is wrong, and ends. */
process.once('message', (bytes: Uint8Array) => void work(bytes));
process.once('disconnect', () => process.exit(1));

async function work(bytes: Uint8Array): Promise<void> {
  process.send?.(await tableIn(bytes));
}

async function tableIn(bytes: Uint8Array): Promise<TableReply> {
  const isArchive = bytes[0] === 0x50 && bytes[1] === 0x4b;
  try {
    return isArchive ? await xlsxTable(bytes) : csvTable(bytes);
  } catch {
    return tableFault('table.broken');
  }
}
