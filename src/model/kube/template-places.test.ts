import { describe, expect, it } from 'vitest';
import { formatPath, isObject, type Json } from '../json.ts';
import { readDocuments } from '../yaml/index.ts';
import { findPodSpec } from './template-places.ts';

function placeIn(text: string): string | undefined {
  const value: Json | undefined = readDocuments(text)[0]?.value;
  const path = isObject(value) ? findPodSpec(value) : [];
  return path === undefined ? undefined : formatPath(path);
}

describe('findPodSpec', () => {
  it.each([
    ['containers with names and images', 'spec: {pod: {containers: [{name: a, image: b}]}}', 'spec.pod'],
    [
      'a template of an Argo Workflow',
      'spec: {templates: [{name: main, dag: {tasks: []}}, {name: a, container: {image: b, command: [x]}}]}',
      'spec.templates[1].container',
    ],
    ['a script of one', 'spec: {templates: [{name: a, script: {image: b, source: x}}]}', 'spec.templates[0].script'],
    ['a sidecar of one', 'spec: {templates: [{sidecars: [{name: a, image: b}]}]}', 'spec.templates[0].sidecars[0]'],
    ['steps of a Tekton Task', 'spec: {steps: [{ref: {name: x}}, {image: b, script: x}]}', 'spec.steps[1]'],
    [
      'containers that get their image from a FlinkDeployment',
      'spec: {podTemplate: {spec: {containers: [{name: flink-main-container, securityContext: {privileged: true}}]}}}',
      'spec.podTemplate.spec',
    ],
    [
      'capabilities of a container without a name',
      'spec: {agent: {securityContext: {capabilities: {add: [SYS_ADMIN]}}}}',
      'spec.agent',
    ],
  ])('finds %s', (_what, text, place) => {
    expect(placeIn(text)).toBe(place);
  });

  it.each([
    ['containers that are only spoken of', 'spec: {containers: [{name: a, mode: "Off"}]}'],
    ['a securityContext of pods', 'spec: {securityContext: {runAsNonRoot: true, fsGroup: 1}}'],
    ['steps without images', 'spec: {steps: [{setWeight: 20}, {pause: {}}]}'],
    ['a script that is a text', 'spec: {script: "echo image"}'],
    ['an image alone', 'spec: {image: b, version: 1.2.3}'],
    [
      'what a policy wants of pods',
      'spec: {rules: [{validate: {pattern: {spec: {containers: [{securityContext: {readOnlyRootFilesystem: true}}]}}}}]}',
    ],
  ])('passes over %s', (_what, text) => {
    expect(placeIn(text)).toBeUndefined();
  });

  it('passes over what is seen', () => {
    const spec = { steps: [{ image: 'a' }], other: { container: { image: 'b' } } };
    expect(findPodSpec({ spec }, (at) => at.at(-1) === 'steps')).toEqual(['spec', 'other', 'container']);
  });
});
