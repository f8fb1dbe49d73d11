import { useApi } from '@backstage/core-plugin-api';
import Box from '@material-ui/core/Box';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import Skeleton from '@material-ui/lab/Skeleton';
import { meshInfrastructureReadPermission } from '@meshboard/backstage-plugin-mesh-common';
import { useSearchParams } from 'react-router-dom';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { meshApiRef } from '../../api';
import {
  LoadError,
  MembershipText,
  SimpleTable,
  useMeshTranslation,
} from '../shared';
import { Section } from './Section';

const PAGE_SIZE = '25';
const AFTER = 'after';

/** Cursors of the pages up to this one, in the address; empty on the first. */
function usePages() {
  const [search, setSearch] = useSearchParams();
  const pages = search.getAll(AFTER);
  const setPages = (next: string[]) =>
    setSearch(previous => {
      const changed = new URLSearchParams(previous);
      changed.delete(AFTER);
      next.forEach(cursor => changed.append(AFTER, cursor));
      return changed;
    });
  return [pages, setPages] as const;
}

/** Workloads that no catalog entity selects. */
export function UnmatchedTable() {
  const api = useApi(meshApiRef);
  const { t } = useMeshTranslation();
  const [pages, setPages] = usePages();
  const cursor = pages[pages.length - 1];
  const { value, error, retry } = useAsyncRetry(
    () => api.getUnmatchedWorkloads({ limit: PAGE_SIZE, cursor }),
    [api, cursor],
  );
  const next = value?.pageInfo.nextCursor;
  return (
    <Section
      id="unmatched"
      title={t('healthPage.unmatched.title')}
      description={t('healthPage.unmatched.description')}
    >
      {error && (
        <LoadError
          error={error}
          title={t('healthPage.unmatched.error')}
          permission={meshInfrastructureReadPermission.name}
          onRetry={retry}
        />
      )}
      {!value && !error && (
        <Box role="status" aria-label={t('healthPage.unmatched.table')}>
          <Skeleton variant="rect" height={160} />
        </Box>
      )}
      {value?.items.length === 0 && (
        <Typography>{t('healthPage.unmatched.empty')}</Typography>
      )}
      {value && value.items.length > 0 && (
        <SimpleTable
          label={t('healthPage.unmatched.table')}
          columns={[
            t('healthPage.unmatched.workload'),
            t('healthPage.unmatched.place'),
            t('healthPage.unmatched.state'),
          ]}
          rows={value.items.map(item => ({
            key: [item.cluster, item.namespace, item.kind, item.name].join('/'),
            cells: [
              `${item.kind} ${item.name}`,
              `${item.cluster} / ${item.namespace}`,
              item.infrastructure ? (
                t('healthPage.unmatched.infrastructure')
              ) : (
                <MembershipText
                  key="state"
                  membership={{
                    state: item.membership,
                    meshedPods: item.meshedPods,
                    totalPods: item.totalPods,
                  }}
                />
              ),
            ],
          }))}
        />
      )}
      {(pages.length > 0 || next) && (
        <Box display="flex" justifyContent="flex-end" mt={1} gridGap={8}>
          <Button
            size="small"
            disabled={pages.length === 0}
            onClick={() => setPages(pages.slice(0, -1))}
          >
            {t('scorecard.services.previous')}
          </Button>
          <Button
            size="small"
            disabled={!next}
            onClick={() => setPages([...pages, next!])}
          >
            {t('scorecard.services.next')}
          </Button>
        </Box>
      )}
    </Section>
  );
}
