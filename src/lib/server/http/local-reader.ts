/** Whether the reader is on this machine: the address is loopback, and no proxy has passed the request on. */
export function isLocalReader(address: string, headers: Headers): boolean {
  const isForwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((name) => headers.has(name));
  return !isForwarded && /^(127\.|::1$|::ffff:127\.)/.test(address);
}
