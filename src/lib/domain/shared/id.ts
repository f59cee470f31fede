/** Ids are UUIDs. Those of responses, comments and receipts are version 4: a version 7 would tell the time. */
const UUID4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuid4(text: string): boolean {
  return UUID4.test(text);
}
