import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../../model/cluster/index.ts';
import type { JsonObject } from '../../model/json.ts';
import { readDocuments } from '../../model/yaml/index.ts';
import { applyEdits, formatObject, renderAdded } from './index.ts';

const POLICY: JsonObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'default-deny', namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
};

const PRINTED = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: shop
spec:
  podSelector: {}
  policyTypes:
    - Ingress
`;

function fileOf(text: string, more: Partial<SourceFile> = {}): SourceFile {
  return { path: 'a.yaml', text, format: 'yaml', ...more };
}

function appended(text: string): string {
  const result = renderAdded(fileOf(text), [POLICY]);
  return result.kind === 'refused' ? `refused: ${result.reason}` : applyEdits(text, result.edits);
}

describe('new objects', () => {
  it('are printed as a person would write them', () => {
    expect(formatObject(POLICY)).toBe(PRINTED);
  });

  it.each([
    { name: 'behind a document', before: 'a: 1\n', after: `a: 1\n---\n${PRINTED}` },
    { name: 'without a final line break', before: 'a: 1', after: `a: 1\n---\n${PRINTED}` },
    { name: 'behind a marker', before: 'a: 1\n---\n', after: `a: 1\n---\n${PRINTED}` },
    { name: 'behind an ended document', before: 'a: 1\n...\n', after: `a: 1\n...\n---\n${PRINTED}` },
    { name: 'in an empty file', before: '', after: PRINTED },
    { name: 'with CRLF', before: 'a: 1\r\n', after: `a: 1\r\n---\r\n${PRINTED.replaceAll('\n', '\r\n')}` },
  ])('are appended $name', ({ before, after }) => {
    const text = appended(before);
    expect(text).toBe(after);
    expect(readDocuments(text).at(-1)?.value).toEqual(POLICY);
  });

  it('are separated from each other', () => {
    const result = renderAdded(fileOf('a: 1\n'), [POLICY, { kind: 'B' }]);
    expect(result).toMatchObject({ edits: [{ text: `---\n${PRINTED}---\nkind: B\n` }] });
  });

  it('are refused where they cannot be', () => {
    expect(renderAdded(fileOf('{}', { format: 'json' }), [POLICY]).kind).toBe('refused');
    expect(renderAdded(fileOf('a: 1', { rendered: { by: 'helm', target: 'x' } }), [POLICY]).kind).toBe('refused');
  });
});
