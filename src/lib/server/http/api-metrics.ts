/** A monotonous count or a present value, as Prometheus reads it. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly value: number;
}

/** Metrics in Prometheus' text format 0.0.4. */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics
    .map(({ name, help, type, value }) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`)
    .join('');
}

/** Whether the reader is on this machine: the address is loopback, and no proxy has passed the request on. */
export function isLocalReader(address: string, headers: Headers): boolean {
  const isForwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((name) => headers.has(name));
  return !isForwarded && /^(127\.|::1$|::ffff:127\.)/.test(address);
}
