import { act, renderHook } from '@testing-library/react';
import { PropsWithChildren } from 'react';
import { MemoryRouter, useLocation } from 'react-router-dom';
import {
  parseScorecardParams,
  scorecardSearch,
  useScorecardParams,
} from './useScorecardParams';

const at =
  (url: string) =>
  ({ children }: PropsWithChildren<{}>) =>
    <MemoryRouter initialEntries={[url]}>{children}</MemoryRouter>;

describe('the scorecard in its address', () => {
  it('reads what it wrote', () => {
    const params = {
      groupBy: 'cluster' as const,
      rollup: true,
      filters: { stage: ['meshed', 'strict'], text: ['a & b'] },
      sort: '-successRate',
      pages: ['c1', 'c2'],
    };
    expect(
      parseScorecardParams(new URLSearchParams(scorecardSearch(params))),
    ).toEqual(params);
  });

  it('says nothing of what is as by default', () => {
    expect(scorecardSearch(parseScorecardParams(new URLSearchParams('')))).toBe(
      '',
    );
  });

  it('ignores a group that does not exist', () => {
    expect(
      parseScorecardParams(new URLSearchParams('groupBy=colour')).groupBy,
    ).toBe('owner');
  });

  it.each([
    ['a filter', { filters: { stage: ['strict'] } }],
    ['the sort', { sort: '-title' }],
  ])('goes back to the first page when %s changes', (_, change) => {
    const { result } = renderHook(
      () => ({ ...useScorecardParams(), location: useLocation() }),
      { wrapper: at('/?after=c1&groupBy=type') },
    );
    act(() => result.current.update(change));
    expect(result.current.location.search).not.toContain('after');
    expect(result.current.location.search).toContain('groupBy=type');
  });

  it('keeps the page when only the grouping changes', () => {
    const { result } = renderHook(() => useScorecardParams(), {
      wrapper: at('/?after=c1'),
    });
    act(() => result.current.update({ groupBy: 'system' }));
    expect(result.current.params).toMatchObject({
      groupBy: 'system',
      pages: ['c1'],
    });
  });
});
