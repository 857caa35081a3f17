import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { createTemplateClasses } from './template-classes.ts';

function template(image: string, labels: JsonObject = {}): JsonObject {
  return { metadata: { labels }, spec: { containers: [{ name: 'a', image }] } };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

describe('classes of templates', () => {
  it('are the very same for equal templates, whatever their labels, and others for others', () => {
    const classes = createTemplateClasses();
    const first = classes.classOf(template('app:1', { app: 'web' }));
    expect(classes.classOf(template('app:1', { app: 'api' }))).toBe(first);
    expect(classes.classOf(template('app:2'))).not.toBe(first);
  });

  it('are not held once nobody has them, so that a watch does not grow with every rollout', async () => {
    const classes = createTemplateClasses();
    const kept = classes.classOf(template('app:kept'));
    const gone = Array.from({ length: 50 }, (_, i) => new WeakRef(classes.classOf(template(`app:${i}`))));
    // What a weak reference was made of lives on to the end of the turn.
    await turn();
    collectGarbage();
    expect(gone.filter((one) => one.deref() !== undefined)).toEqual([]);
    expect(classes.classOf(template('app:kept'))).toBe(kept);
  });
});
