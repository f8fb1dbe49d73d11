/** Of whoever makes pods: the API server refused one. */
export const FAILED_CREATE = 'FailedCreate';
