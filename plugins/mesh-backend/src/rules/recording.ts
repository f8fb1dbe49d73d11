import {
  MeshAdapter,
  MeshMetrics,
} from '@meshboard/backstage-plugin-mesh-node';
import { RECORDED_FOR, recordedName } from '../sources/prometheus/recorded';
import { RuleContext } from './context';
import { RecordingRule } from './types';

/**
 * Keeps the answers of a mesh's catalogue. Each rule is the query itself, so what it keeps is what
 * the query would answer.
 *
 * @param server - whose rules these are; undefined where none is configured
 */
export function recordingRules(
  adapter: MeshAdapter,
  { queries }: MeshMetrics,
  context: RuleContext,
  server: string | undefined,
): RecordingRule[] {
  return queries.flatMap(query => {
    const expr = query.promql(context);
    const record = recordedName(adapter.id, query, expr);
    if (!record) return [];
    return [
      { record, expr, ...(server && { labels: { [RECORDED_FOR]: server } }) },
    ];
  });
}
