/**
 * Types, permissions and arithmetic shared by the Meshboard plugins.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './counts';
export * from './permissions';
export * from './types';
