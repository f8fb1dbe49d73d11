import { parseEntityRef } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import { MeshApi, MeshQuery } from '../src/api';
import * as fixtures from '../src/fixtures/status';
import { edgesIn, signalsIn } from './traffic';
import { clusters, scorecard, services, sources, unmatched } from './scorecard';

const { READ_AT, ...statuses } = fixtures;

/** The states that the fixtures know. */
export const STATES = Object.keys(statuses).filter(
  name => 'membership' in statuses[name as keyof typeof statuses],
) as (keyof typeof statuses)[];

const ISO = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Moves every time in it, so that what was just read when the fixture was made is so now. */
function asIfNow<T>(value: T): T {
  const offset = Date.now() - 40_000 - Date.parse(READ_AT);
  return JSON.parse(JSON.stringify(value), (_, item) =>
    typeof item === 'string' && ISO.test(item)
      ? new Date(Date.parse(item) + offset).toISOString()
      : item,
  );
}

const PAGE = 25;

function page<T>(items: T[], query: MeshQuery = {}) {
  const start = Number(query.cursor ?? 0);
  const end = start + PAGE;
  return {
    items: items.slice(start, end),
    totalItems: items.length,
    pageInfo: end < items.length ? { nextCursor: String(end) } : {},
  };
}

async function statusOf(entityRef: string): Promise<EntityMeshStatus> {
  const { name } = parseEntityRef(entityRef);
  if (name === 'loading') return new Promise(() => {});
  const state = STATES.find(known => known.toLowerCase() === name);
  if (!state) throw new NotFoundError(`no entity ${entityRef} in the catalog`);
  return asIfNow(statuses[state] as EntityMeshStatus);
}

const rulesWith = (recording: boolean) => `groups:
  - name: mesh
    rules:${
      recording
        ? `
      - record: mesh:requests:rate5m
        expr: sum(rate(response_total{direction="inbound"}[5m]))`
        : ''
    }
      - alert: MeshCertificateExpiring
        expr: identity_cert_expiration_timestamp_seconds - time() < 3600
`;

/** Answers as the backend would, from fixtures. */
export const fixtureApi: MeshApi = {
  getEntityStatus: statusOf,
  refreshEntity: statusOf,
  getEdges: async ref => asIfNow(edgesIn(parseEntityRef(ref).name)),
  getSignals: async (ref, range) => signalsIn(parseEntityRef(ref).name, range),
  getAlertRules: async options => rulesWith(options?.recording ?? false),
  getScorecard: async () => asIfNow(scorecard),
  getEntities: async query => {
    const stages = [query?.stage ?? []].flat();
    return asIfNow(
      page(
        services.filter(
          ({ stage }) => !stages.length || stages.includes(stage),
        ),
        query,
      ),
    );
  },
  getSources: async () => asIfNow({ items: sources }),
  getClusters: async () => asIfNow({ items: clusters }),
  getUnmatchedWorkloads: async query => page(unmatched, query),
};
