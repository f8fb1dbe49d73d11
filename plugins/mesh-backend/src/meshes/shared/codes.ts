import { FindingKind } from './finding';

/* Findings that more than one mesh can have. */

export const exceptionOnUndeclaredPort: FindingKind = {
  code: 'exception-on-undeclared-port',
  severity: 'warning',
  title: 'An exception for a port that nothing declares',
  seeAlso: [],
  meaning:
    'An exception from required mTLS names a port that no container declares and no Service leads to: either it is out of date, or something serves there unseen.',
  foundBy: 'the policy’s ports beside those of containers and Services',
};
