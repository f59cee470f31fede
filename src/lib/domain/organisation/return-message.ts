/** One text message of the GSM alphabet, without diacritics: with them it would hold 70 characters. */
export const MESSAGE_MAX = 160;

/** What stands before the address. With the longest address of a one-time link on a host of 57 characters it fits. */
const WORDS = 'Moi Ong/Ba danh gia viec giai quyet ho so (45 giay, khong hoi ten): ';

/**
 * What the office pastes into the message that tells of a result: an invitation and the address of the survey. Whether it
 * is one message depends on the installation's host: `fitsOneMessage`.
 */
export function returnMessage(url: string): string {
  return `${WORDS}${url}`;
}

export function fitsOneMessage(message: string): boolean {
  return message.length <= MESSAGE_MAX && /^[A-Za-z0-9 @$!"#%&'()*+,\-./:;<=>?_]*$/.test(message);
}
