import {
  type Container,
  containerSecurityContext,
  containerSecurityPath,
  objectAt,
  stringsAt,
} from '../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../model/verdicts/index.ts';

/** The capabilities that a container adds or drops, as written. */
export function capabilitiesOf(container: Container, list: 'add' | 'drop'): readonly string[] {
  return stringsAt(objectAt(containerSecurityContext(container), 'capabilities'), list);
}

/**
 * A capability of `add` without the prefix, in upper case. What runtimes make of `CAP_NET_RAW` differs (most prepend another `CAP_` and grant nothing), so
 * for what is granted the worst is assumed.
 */
export function bareCapability(written: string): string {
  return written.toUpperCase().replace(/^CAP_/, '');
}

/**
 * A capability of `drop` in upper case. A prefix stays, since nothing is dropped then: runtimes put `CAP_` before each name but `ALL`, and pass over what they
 * do not know.
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-capabilities-for-a-container
 */
export function droppedCapability(written: string): string {
  return written.toUpperCase();
}

/** Which entries of `capabilities.add` are unwanted, and how two spellings of one capability are told to be one. */
export interface UnwantedCapabilities {
  readonly rule: string;
  readonly passRule: string;
  readonly nameOf: (written: string) => string;
  readonly isUnwanted: (name: string) => boolean;
}

/** A fix that takes every spelling of one capability out of `capabilities.add`. */
export function stopAdding(container: Container, name: string, nameOf: (written: string) => string): FixPlan {
  const at = capabilitiesOf(container, 'add').flatMap((written, index) => (nameOf(written) === name ? [index] : []));
  const ops = at.toReversed().map((index) => ({
    op: 'remove' as const,
    path: containerSecurityPath(container, 'capabilities', 'add', index),
    prune: true,
  }));
  return {
    class: 'may-break',
    title: `stop adding ${name}`,
    ops,
    breaksIf: `the process does something that only ${name} allows`,
  };
}

/** Judges the added capabilities of a container: one judgement for each unwanted capability, however often and in whatever spelling it is added. */
export function* judgeAdded(container: Container, unwanted: UnwantedCapabilities): Iterable<Judgement> {
  const { nameOf, isUnwanted, rule, passRule } = unwanted;
  const seen = new Set<string>();
  for (const [index, value] of capabilitiesOf(container, 'add').entries()) {
    const name = nameOf(value);
    if (!isUnwanted(name) || seen.has(name)) continue;
    seen.add(name);
    const path = containerSecurityPath(container, 'capabilities', 'add', index);
    yield { rule, container: container.name, item: name, path, value, fix: stopAdding(container, name, nameOf) };
  }
  if (seen.size > 0) return;
  yield { rule: passRule, container: container.name, path: containerSecurityPath(container, 'capabilities', 'add') };
}
