/**
 * Extension points for modules that add a mesh to Meshboard.
 *
 * @packageDocumentation
 */
export * from './adapter';
export * from './extensionPoints';
export * from './metrics';
export * from './records';
