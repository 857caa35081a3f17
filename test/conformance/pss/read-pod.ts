import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';

/** Reads the one Pod of a file. Throws when the file does not hold exactly one object. */
export async function readPod(file: string): Promise<JsonObject> {
  const value = load(await readFile(file, 'utf8')) as Json | undefined;
  if (!isObject(value)) throw new Error(`${file} does not hold one object`);
  return value;
}
