/** Says that the impossible has not happened. Throws with the facts; never caught to carry on. */
export function assert(
  condition: unknown,
  fact: string,
  details: Readonly<Record<string, unknown>> = {}
): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${fact} ${JSON.stringify(details)}`);
}
