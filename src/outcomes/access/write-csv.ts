import { formatCsv } from '../text/index.ts';
import type { HeldRole } from './can.ts';
import { showObject, showRule } from './describe.ts';
import type { ShownHolder } from './render.ts';

/** Writes who may do something as CSV (RFC 4180), one line for each chain; an empty namespace is everywhere. */
export function* writeHoldersCsv(holders: readonly ShownHolder[]): Iterable<string> {
  yield formatCsv(['subject', 'namespace', 'binding', 'role', 'aggregated from', 'rule', 'place']);
  for (const { subject, chains } of holders)
    for (const { namespace = '', binding, role, from, rule } of chains)
      yield formatCsv([
        subject,
        namespace,
        showObject(binding),
        showObject(role),
        from === undefined ? '' : showObject(from),
        showRule(rule),
        (from ?? role).place ?? '',
      ]);
}

/** Writes what a subject holds as CSV (RFC 4180), one line for each rule; an empty namespace is everywhere. */
export function* writeHeldCsv(held: readonly HeldRole[]): Iterable<string> {
  yield formatCsv(['as', 'namespace', 'binding', 'role', 'rule', 'place']);
  for (const { namespace = '', by, binding, role = '', rules } of held)
    for (const rule of rules)
      yield formatCsv([by, namespace, showObject(binding), role, showRule(rule), binding.place ?? '']);
}
