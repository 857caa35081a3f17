import type { JsonObject } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import type { Link } from '../access/index.ts';
import { formatObject } from '../fixes/index.ts';
import { clean, quoteForShell } from '../text/index.ts';
import type { LeastPrivilegeReport } from './types.ts';

function deleteLine({ object: { kind, namespace, name } }: Link): string {
  const place = namespace === '' ? '' : ` -n ${quoteForShell(namespace)}`;
  return clean(`#   kubectl delete ${kind.toLowerCase()}${place} ${quoteForShell(name)}`);
}

/** What the server wrote into an object is not for it to be applied with. */
function withoutServersOwn(object: JsonObject): JsonObject {
  const { metadata } = object;
  if (!isObject(metadata)) return object;
  const { uid: _uid, resourceVersion: _version, creationTimestamp: _time, generation: _generation, ...rest } = metadata;
  return { ...object, metadata: rest };
}

/** What the roles do not know: it has to be read before what they replace is deleted. */
function* doubts({ log: { gaps, problems }, subjects }: LeastPrivilegeReport): Iterable<string> {
  for (const gap of gaps) yield `what the log cannot show: ${gap}`;
  const unread = Object.entries(problems).filter(([, number]) => number > 0);
  for (const [problem, number] of unread) yield `lines of the log that were not read, ${problem}: ${number}`;
  for (const { subject, notes } of subjects) for (const note of notes) yield `${subject}: ${note}`;
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** The objects to apply, each with a line that says why it is here. */
function* documents({ subjects, edit }: LeastPrivilegeReport): Iterable<string> {
  for (const { subject, objects } of subjects)
    for (const object of objects) yield `${clean(`# ${subject}`)}\n${formatObject(object)}`;
  for (const { object } of edit)
    yield `# without the subjects above, which have roles of their own\n${formatObject(withoutServersOwn(object))}`;
}

/** Writes the roles and bindings to apply, and, as comments, how to remove afterwards what they replace. Applied in this order nobody is without rights in between. */
export function* writeLeastPrivilegeYaml(report: LeastPrivilegeReport): Iterable<string> {
  const { subjects, log, remove } = report;
  yield `# The smallest roles for ${countOf(subjects.length, 'subject')}, from ${countOf(log.days, 'day')} of audit log\n`;
  yield '# Apply them first. What they replace is listed at the end, to be removed afterwards.\n';
  let isFirst = true;
  for (const document of documents(report)) {
    yield isFirst ? document : `---\n${document}`;
    isFirst = false;
  }
  for (const doubt of doubts(report)) yield `${clean(`# NOTE ${doubt}`)}\n`;
  if (remove.length > 0) yield '# Then:\n';
  for (const link of remove) yield `${deleteLine(link)}\n`;
}
