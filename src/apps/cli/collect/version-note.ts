import type { Diagnostic } from '../../../model/cluster/index.ts';
import { NEWEST_MINOR, OLDEST_FIELDS } from '../../../model/kube/index.ts';

const CODES: readonly string[] = ['newer-kubernetes', 'older-kubernetes'];

function noteOn(minor: number): readonly Diagnostic[] {
  if (minor > NEWEST_MINOR) {
    const message = `Kubernetes 1.${minor} is newer than what Merlon knows: judged by the rules and fields of 1.${NEWEST_MINOR}`;
    return [{ severity: 'note', code: 'newer-kubernetes', message }];
  }
  if (minor >= OLDEST_FIELDS) return [];
  const message = `Kubernetes 1.${minor} is older than the fields that Merlon knows: they are read as those of 1.${OLDEST_FIELDS}, some of which 1.${minor} may not have`;
  return [{ severity: 'note', code: 'older-kubernetes', message }];
}

/**
 * Diagnostics with a note where what is read is judged for a version that is newer than all that is known, or older than the tables of fields, and without
 * one otherwise; the same ones where that changes nothing.
 */
export function noteVersion(diagnostics: readonly Diagnostic[], minor: number): readonly Diagnostic[] {
  const isNoted = diagnostics.some(({ code }) => CODES.includes(code));
  const rest = isNoted ? diagnostics.filter(({ code }) => !CODES.includes(code)) : diagnostics;
  const notes = noteOn(minor);
  return notes.length === 0 ? rest : [...rest, ...notes];
}
