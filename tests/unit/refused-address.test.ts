import { describe, expect, it } from 'vitest';
import { problem } from '../../src/lib/domain/shared/problem.ts';
import { refusedAddress, refusedText } from '../../src/lib/server/http/refused-address.ts';
import { translator } from '../../src/lib/i18n/index.ts';

describe('why a form was refused, in the address of its page', () => {
  const read = (query: string) =>
    refusedText({ url: new URL(`http://localhost/admin/codes${query}`), locals: { t: translator('vi') } });

  it('is told in words again', () => {
    const address = refusedAddress('', problem('code.people', { row: 12 }));
    expect(address).toBe('?refused=code.people&row=12');
    expect(read(address ?? '')).toContain('xem dòng 12.');
  });

  it('carries no text of its own into the page', () => {
    expect(refusedAddress('', problem('code.people', { row: '<b>' }))).toBeNull();
    expect(read('?refused=code.people&row=%3Cb%3E')).not.toContain('<b>');
    expect(read('?refused=anything')).toBeNull();
    expect(read('')).toBeNull();
  });
});
