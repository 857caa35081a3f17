import { performance } from 'node:perf_hooks';
import { openAccess } from '../../src/engines/access/index.ts';
import { serviceAccountUser } from '../../src/model/kube/index.ts';
import { below, createRng } from '../../test/support/rng.ts';
import { accessFleet, fleetQuestion } from './fleet.ts';

/** Indexes the fleet and asks; prints one line of JSON for bench/access.ts, which runs it in a process of its own for its memory. */
const QUESTIONS = 1000;

const cluster = accessFleet(42);
const started = performance.now();
const access = openAccess(cluster);
const indexMs = performance.now() - started;

function time(work: () => void): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

const rng = createRng(7);
let found = 0;
const whoCanMs = Array.from({ length: QUESTIONS }, () => {
  const attributes = { kind: 'resource', ...fleetQuestion(rng), name: '' } as const;
  return time(() => (found += access.whoCan(attributes).items.length));
});
const authorizeMs = Array.from({ length: QUESTIONS }, () => {
  const attributes = { kind: 'resource', ...fleetQuestion(rng), name: '' } as const;
  const user = serviceAccountUser(attributes.namespace || 'team-0000', `account-${below(rng, 10)}`);
  return time(() => (found += access.authorize(user, attributes).decision === 'allowed' ? 1 : 0));
});
const peakMiB = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ indexMs, whoCanMs, authorizeMs, peakMiB, found, grants: access.grants.length }));
