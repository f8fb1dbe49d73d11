import {
  MeshAdapter,
  MeshMetrics,
} from '@meshboard/backstage-plugin-mesh-node';
import { RuleContext } from './context';
import { RecordingRule } from './types';

/** `rate5m` of `rate(x[5m])`: what stands at the end of a recorded name. */
function operation(promql: string): string | undefined {
  const found = promql.match(/\b(rate|increase)\([^[]*\[(\w+)\]/);
  return found ? `${found[1]}${found[2]}` : undefined;
}

/**
 * Keeps the answers of a mesh's catalogue. Each rule is the query itself, so what it keeps is what
 * the query would answer.
 */
export function recordingRules(
  adapter: MeshAdapter,
  { queries }: MeshMetrics,
  context: RuleContext,
): RecordingRule[] {
  return queries.flatMap(query => {
    const expr = query.promql(context);
    const what = operation(expr);
    return what
      ? [
          {
            record: `mesh:${adapter.id}_${query.id}:${what}`.replace(/-/g, '_'),
            expr,
          },
        ]
      : [];
  });
}
