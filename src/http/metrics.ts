import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RunStatusReader } from '../ports/run-status.js';

export interface Metrics {
  /** @param route the pattern, not the path: a path has no end of values */
  observeRequest(request: { method: string; route: string; status: number; tookMs: number }): void;
  readonly contentType: string;
  text(): Promise<string>;
}

// Counting all deliveries reads their whole index.
const recountAfterMs = 15_000;

/** A registry of its own for each server: two in one process do not mix. */
export function httpMetrics(runs: Pick<RunStatusReader, 'deliveryCounts'>): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register, prefix: 'hawker_' });
  const requests = new Counter({
    name: 'hawker_http_requests_total',
    help: 'HTTP requests answered',
    labelNames: ['method', 'route', 'status'],
    registers: [register],
  });
  const seconds = new Histogram({
    name: 'hawker_http_request_seconds',
    help: 'Time until the answer began',
    labelNames: ['route'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.5, 2],
    registers: [register],
  });
  addDeliveries(register, runs);
  return {
    observeRequest({ method, route, status, tookMs }) {
      requests.inc({ method, route, status });
      seconds.observe({ route }, tookMs / 1_000);
    },
    contentType: register.contentType,
    text: () => register.metrics(),
  };
}

function addDeliveries(register: Registry, runs: Pick<RunStatusReader, 'deliveryCounts'>): void {
  let countedAt = Number.NEGATIVE_INFINITY;
  new Gauge({
    name: 'hawker_deliveries',
    help: 'Deliveries by channel account and state',
    labelNames: ['account', 'state'],
    registers: [register],
    async collect() {
      if (performance.now() - countedAt < recountAfterMs) return;
      const counts = await runs.deliveryCounts();
      countedAt = performance.now();
      this.reset();
      for (const { channelAccount, state, deliveries } of counts)
        this.set({ account: channelAccount, state }, deliveries);
    },
  });
}
