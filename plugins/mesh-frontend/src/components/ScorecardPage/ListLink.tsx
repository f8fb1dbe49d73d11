import { Link } from '@backstage/core-components';
import { ReactNode } from 'react';
import { useLocation } from 'react-router-dom';
import {
  Filters,
  scopeOf,
  scorecardSearch,
  useScorecardParams,
} from '../../hooks/useScorecardParams';

/** Leads from a number to the services behind it. */
export function ListLink(props: {
  filters: Filters;
  label?: string;
  children: ReactNode;
}) {
  const { params } = useScorecardParams();
  const { pathname } = useLocation();
  const search = scorecardSearch({
    ...params,
    pages: [],
    // Numbers are of the scope, whatever the list below is narrowed to now.
    filters: { ...scopeOf(params.filters), ...props.filters },
  });
  return (
    <Link to={`${pathname}?${search}#services`} aria-label={props.label}>
      {props.children}
    </Link>
  );
}
