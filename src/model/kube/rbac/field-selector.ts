/** One term of a field selector: `spec.nodeName=n1`. */
export interface FieldTerm {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** Text up to the first of some signs that no backslash stands before, and where that is; undefined when there is none. */
function splitTerms(text: string): readonly string[] {
  const terms: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === ',') {
      terms.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...terms, text.slice(from)];
}

const OPERATORS = ['!=', '==', '='] as const;

function unescape(text: string): string | undefined {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const here = text[i] ?? '';
    if (here === ',' || here === '=') return undefined;
    if (here !== '\\') out += here;
    else {
      const next = text[++i] ?? '';
      if (!['\\', ',', '='].includes(next) || next === '') return undefined;
      out += next;
    }
  }
  return out;
}

function readTerm(term: string): FieldTerm | undefined {
  for (let i = 0; i < term.length; i++) {
    if (term[i] === '\\') {
      i++;
      continue;
    }
    const operator = OPERATORS.find((one) => term.startsWith(one, i));
    if (operator === undefined) continue;
    const value = unescape(term.slice(i + operator.length));
    if (value === undefined) return undefined;
    return { field: term.slice(0, i), operator: operator === '!=' ? '!=' : '=', value };
  }
  return undefined;
}

/**
 * Reads a field selector as the API server does; undefined when it is none.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
 */
export function parseFieldSelector(text: string): readonly FieldTerm[] | undefined {
  const terms: FieldTerm[] = [];
  for (const part of splitTerms(text)) {
    if (part === '') continue;
    const term = readTerm(part);
    if (term === undefined) return undefined;
    terms.push(term);
  }
  return terms;
}
