import { describe, expect, it } from 'vitest';
import { problem } from '../../src/lib/domain/shared/problem.ts';
import { isStoreFault, mayRetry, storeFault } from '../../src/lib/server/db/faults.ts';

const coded = (code: string) => Object.assign(new Error('as the driver says'), { code });

describe('a fault of the store', () => {
  it.each([
    ['SQLITE_FULL', 'store.full'],
    ['53100', 'store.full'],
    ['SQLITE_BUSY', 'store.busy'],
    ['40001', 'store.busy'],
    ['40P01', 'store.busy'],
    ['55P03', 'store.busy'],
    ['57014', 'store.busy'],
    ['57P03', 'store.busy'],
    ['53300', 'store.busy'],
    ['SQLITE_IOERR_FSYNC', 'store.failed'],
    ['08006', 'store.failed'],
    ['25006', 'store.failed'],
    ['53200', 'store.failed'],
    ['57P01', 'store.failed'],
    ['58030', 'store.failed'],
    ['XX001', 'store.failed'],
    ['28P01', 'store.failed'],
    ['ECONNREFUSED', 'store.failed']
  ])('%s is %s', (code, told) => {
    expect(storeFault(coded(code))).toMatchObject({ code: told, cause: { code } });
  });

  it.each([
    ['timeout exceeded when trying to connect', 'store.busy'],
    ['Connection terminated due to connection timeout', 'store.busy'],
    ['Connection terminated unexpectedly', 'store.failed']
  ])('“%s” is %s', (message, told) => {
    expect(storeFault(new Error(message))).toMatchObject({ code: told });
  });

  it('is not what a rule of the data or of the program refuses', () => {
    for (const other of [
      coded('23505'),
      coded('22P02'),
      coded('42P01'),
      problem('link.revoked'),
      new Error('x'),
      'x'
    ]) {
      expect(isStoreFault(other)).toBe(false);
      expect(storeFault(other)).toBe(other);
    }
  });
});

describe('a transaction', () => {
  it('is tried again where the server undid it, even at its commit', () => {
    for (const code of ['40001', '40P01']) {
      expect(mayRetry(coded(code), false)).toBe(true);
      expect(mayRetry(coded(code), true)).toBe(true);
    }
  });

  it('is tried again where the connection went before the commit, never after: then only its client may', () => {
    const lost = [coded('57P01'), coded('57P02'), coded('57P03'), coded('08006'), coded('ECONNRESET')];
    for (const fault of [...lost, new Error('Connection terminated unexpectedly')]) {
      expect(mayRetry(fault, false)).toBe(true);
      expect(mayRetry(fault, true)).toBe(false);
    }
  });

  it('is not tried again where it ran into a limit or a rule', () => {
    for (const fault of [coded('55P03'), coded('57014'), coded('23505'), coded('53100')]) {
      expect(mayRetry(fault, false)).toBe(false);
    }
    expect(mayRetry(new Error('timeout exceeded when trying to connect'), false)).toBe(false);
    expect(mayRetry(new Error('Connection terminated due to connection timeout'), false)).toBe(false);
  });
});
