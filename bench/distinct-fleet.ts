import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PER_FILE = 100;

function deployment(i: number): string {
  const odd = i % 2 === 1;
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${i}
  namespace: ns-${i % 50}
spec:
  selector:
    matchLabels: {app: app-${i}}
  template:
    metadata:
      labels: {app: app-${i}}
    spec:
      containers:
        - name: app
          image: registry.example.com/team-${i % 40}/app-${i}:1.${i}
          env:
            - {name: INDEX, value: "${i}"}
          ports:
            - containerPort: ${8000 + (i % 1000)}
          securityContext:
            runAsUser: ${odd ? 0 : 10_000 + i}
            allowPrivilegeEscalation: ${odd}
`;
}

/** Writes Deployments of which no two have the same pod template: nothing can be judged once for many. */
export function writeDistinctFleet(folder: string, objects: number): void {
  mkdirSync(folder, { recursive: true });
  for (let from = 0; from < objects; from += PER_FILE) {
    const count = Math.min(PER_FILE, objects - from);
    const texts = Array.from({ length: count }, (_, i) => deployment(from + i));
    writeFileSync(join(folder, `part-${String(from / PER_FILE).padStart(5, '0')}.yaml`), texts.join('---\n'));
  }
}
