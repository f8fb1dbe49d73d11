import { GroupBy } from '@meshboard/backstage-plugin-mesh-common';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

/** Filters of services, by the names that the backend has for them. */
export const FILTER_NAMES = [
  'text',
  'owner',
  'system',
  'domain',
  'cluster',
  'namespace',
  'lifecycle',
  'type',
  'mesh',
  'dataPlane',
  'stage',
  'mtls',
  'eligibility',
  'recommendation',
  'finding',
  'health',
  'membership',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

/**
 * Filters that say which part of the estate is looked at. The others pick services within it: shares
 * of those alone would say nothing ("100 % of the strict ones are strict").
 */
export const SCOPE_NAMES = [
  'owner',
  'system',
  'domain',
  'cluster',
  'namespace',
  'lifecycle',
  'type',
] as const satisfies readonly FilterName[];
export type Filters = Partial<Record<FilterName, string[]>>;

export const GROUPS: GroupBy[] = [
  'owner',
  'system',
  'domain',
  'cluster',
  'namespace',
  'lifecycle',
  'type',
  'mesh',
];

const PAGE = 'after';

/** Those of the filters that say which part of the estate is looked at. */
export function scopeOf(filters: Filters): Filters {
  return Object.fromEntries(
    SCOPE_NAMES.flatMap(name => (filters[name] ? [[name, filters[name]]] : [])),
  );
}

/** What the scorecard shows: all of it is in the page's address. */
export interface ScorecardParams {
  groupBy: GroupBy;
  rollup: boolean;
  filters: Filters;
  sort: string;
  /** Cursors of the pages up to this one; empty on the first. */
  pages: string[];
}

export function parseScorecardParams(search: URLSearchParams): ScorecardParams {
  const groupBy = search.get('groupBy') as GroupBy;
  const filters: Filters = {};
  for (const name of FILTER_NAMES) {
    const values = search.getAll(name).filter(Boolean);
    if (values.length > 0) filters[name] = values;
  }
  return {
    groupBy: GROUPS.includes(groupBy) ? groupBy : 'owner',
    rollup: search.get('rollup') === 'true',
    filters,
    sort: search.get('sort') || 'title',
    pages: search.getAll(PAGE),
  };
}

/** The address of a state; what is as by default is left out of it. */
export function scorecardSearch(params: ScorecardParams): string {
  const search = new URLSearchParams();
  if (params.groupBy !== 'owner') search.set('groupBy', params.groupBy);
  if (params.rollup) search.set('rollup', 'true');
  for (const name of FILTER_NAMES) {
    for (const value of params.filters[name] ?? []) search.append(name, value);
  }
  if (params.sort !== 'title') search.set('sort', params.sort);
  for (const cursor of params.pages) search.append(PAGE, cursor);
  return search.toString();
}

/**
 * Reads and writes the scorecard's state. A change of filter or sort goes back to the first page:
 * cursors belong to the list they came from.
 */
export function useScorecardParams() {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const params = useMemo(
    () => parseScorecardParams(new URLSearchParams(text)),
    [text],
  );
  const update = useCallback(
    (change: Partial<ScorecardParams>) => {
      const listChanged = 'filters' in change || 'sort' in change;
      setSearch(
        scorecardSearch({
          ...params,
          ...(listChanged ? { pages: [] } : {}),
          ...change,
        }),
        // Each key typed is no page of its own in the browser's history.
        { replace: 'filters' in change },
      );
    },
    [params, setSearch],
  );
  return { params, update };
}
