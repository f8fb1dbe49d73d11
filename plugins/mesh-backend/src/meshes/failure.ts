/** gRPC: Unknown, DeadlineExceeded, PermissionDenied, Internal, Unavailable, DataLoss. */
const FAILED_GRPC = new Set(['2', '4', '7', '13', '14', '15']);

/**
 * Whether a request failed, by one definition for every mesh: a 5xx, no response at all (0), or a
 * failed gRPC status. Linkerd's `classification` follows the same rule by default.
 */
export function isFailure(code: {
  response: string | undefined;
  grpc: string | undefined;
}): boolean {
  if (code.response === '0' || code.response?.startsWith('5')) return true;
  return code.grpc !== undefined && FAILED_GRPC.has(code.grpc);
}
