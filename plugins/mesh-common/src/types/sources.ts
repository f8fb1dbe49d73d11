import { SourceStateName } from './words';

/** @public */
export interface SourceState {
  name: string;
  kind: 'kubernetes' | 'prometheus';
  cluster: string;
  state: SourceStateName;
  lastSuccess: string | null;
  lastAttempt: string | null;
  message?: string;
}
