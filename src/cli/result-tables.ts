/** A result for people. */
export function resultTables(result: object): string {
  return JSON.stringify(result);
}
