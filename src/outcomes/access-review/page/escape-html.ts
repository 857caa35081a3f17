import { escapeControls } from '../../text/index.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it, in elements and in quoted attributes; control and reordering characters are written out. */
export function escapeHtml(text: string): string {
  return escapeControls(text).replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

const IN_SCRIPT: Readonly<Record<string, string>> = { '<': '\\u003c', '\u2028': '\\u2028', '\u2029': '\\u2029' };

function harmless(value: unknown): unknown {
  if (typeof value === 'string') return escapeControls(value);
  if (Array.isArray(value)) return value.map(harmless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, harmless(one)]));
}

/** A value as JSON that can stand in a `<script>` element: nothing in it ends the element or begins a comment, and nothing reorders text. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(harmless(value)).replaceAll(/[<\u2028\u2029]/g, (char) => IN_SCRIPT[char] ?? char);
}
