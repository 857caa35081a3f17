import type { YamlStyle } from './types.ts';

/** One step of a document in reading order; a single object that the parser fills again for every step. */
export interface YamlEvent {
  /** Where the content begins and ends; `end` is -1 for collections whose end is that of their last child. */
  start: number;
  end: number;
  propertiesStart: number;
  anchor: string;
  /** The whole tag (`tag:yaml.org,2002:str`), '' for none. Collections keep it though Kubernetes ignores it. */
  tag: string;
  value: string;
  style: YamlStyle;
  /** The value's type is to be found from its text. */
  implicit: boolean;
  /** Offset of the `-` or `:` before this node; -1 when there is none. */
  mark: number;
}

/** What a document is built into: a value or a tree. */
export interface EventSink {
  scalar(event: YamlEvent): void;
  /** `event.value` is the name. */
  alias(event: YamlEvent): void;
  openMap(event: YamlEvent): void;
  openSeq(event: YamlEvent): void;
  close(event: YamlEvent): void;
}

/** A fresh event. */
export function createEvent(): YamlEvent {
  return {
    start: 0,
    end: 0,
    propertiesStart: 0,
    anchor: '',
    tag: '',
    value: '',
    style: 'plain',
    implicit: true,
    mark: -1,
  };
}

/** Most collections that a value may be nested in, as encoding/json has it. */
export const MAX_VALUE_DEPTH = 10_000;
