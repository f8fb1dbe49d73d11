import { stringify } from 'yaml';

/**
 * An object as a person applies it. kubectl reads YAML 1.1, where `on` and `yes` are no text: they
 * are quoted.
 */
export const manifestOf = (object: object): string =>
  stringify(object, { version: '1.1', lineWidth: 0 });
