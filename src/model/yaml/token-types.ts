// Numbers, because they are compared for every token of every file.

/** The text is used up. */
export const STREAM_END = 0;

/** `%YAML 1.1`. */
export const VERSION_DIRECTIVE = 1;

/** `%TAG !x! prefix`. */
export const TAG_DIRECTIVE = 2;

/** `---`. */
export const DOCUMENT_START = 3;

/** `...`. */
export const DOCUMENT_END = 4;

/** Further indentation that begins with a dash. */
export const BLOCK_SEQUENCE_START = 5;

/** Further indentation that begins with a key. */
export const BLOCK_MAPPING_START = 6;

/** Less indentation. */
export const BLOCK_END = 7;

/** `[`. */
export const FLOW_SEQUENCE_START = 8;

/** `]`. */
export const FLOW_SEQUENCE_END = 9;

/** `{`. */
export const FLOW_MAPPING_START = 10;

/** `}`. */
export const FLOW_MAPPING_END = 11;

/** `-`. */
export const BLOCK_ENTRY = 12;

/** `,`. */
export const FLOW_ENTRY = 13;

/** `?`, or the place before a key that has none. */
export const KEY = 14;

/** `:`. */
export const VALUE = 15;

/** `*name`. */
export const ALIAS = 16;

/** `&name`. */
export const ANCHOR = 17;

/** `!tag`. */
export const TAG = 18;

/** Text in any of the five styles. */
export const SCALAR = 19;
