import { useApi } from '@backstage/core-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import Grid from '@material-ui/core/Grid';
import Typography from '@material-ui/core/Typography';
import Skeleton from '@material-ui/lab/Skeleton';
import { Edge } from '@meshboard/backstage-plugin-mesh-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { meshApiRef } from '../../api';
import { formatPercent, formatRps } from '../../lib/format';
import {
  LoadError,
  SimpleTable,
  Subheading,
  useMeshTranslation,
} from '../shared';
import { EdgeGraph } from './EdgeGraph';
import { EncryptionText } from './EncryptionText';

function EdgeTable(props: { title: string; empty: string; edges: Edge[] }) {
  const { title, empty, edges } = props;
  const { t } = useMeshTranslation();
  if (edges.length === 0) {
    return <Typography variant="body2">{empty}</Typography>;
  }
  return (
    <SimpleTable
      label={title}
      columns={[
        t('edges.workload'),
        { whole: t('edges.rate') },
        { whole: t('edges.success') },
        t('edges.encryption'),
      ]}
      rows={edges.map((edge, index) => {
        if ('hidden' in edge) {
          const text = t('edges.hidden', { count: edge.count });
          return { key: 'hidden', cells: [text, '', '', ''] };
        }
        const { cluster, namespace, workload, entityRef } = edge;
        const place = `${cluster}/${namespace}/${workload}`;
        return {
          key: `${place}-${index}`,
          cells: [
            entityRef ? (
              <>
                <EntityRefLink entityRef={entityRef} /> ({place})
              </>
            ) : (
              place
            ),
            edge.requestsPerSecond === null
              ? t('edges.connections')
              : formatRps(edge.requestsPerSecond),
            edge.successRate === null
              ? t('workloads.none')
              : formatPercent(edge.successRate),
            <EncryptionText key="tls" share={edge.encryptedShare} />,
          ],
        };
      })}
    />
  );
}

/** Callers and callees: a small graph, and the same as tables. */
export function EdgesSection(props: {
  entityRef: string;
  /** Asked again when the status is. */
  asOf: string | null;
}) {
  const { entityRef, asOf } = props;
  const api = useApi(meshApiRef);
  const { t } = useMeshTranslation();
  const { value, error, retry } = useAsyncRetry(
    async () => api.getEdges(entityRef),
    [api, entityRef, asOf],
  );
  if (error) {
    return <LoadError error={error} title={t('edges.error')} onRetry={retry} />;
  }
  if (!value) {
    return (
      <div role="status" aria-label={t('edges.loading')}>
        <Skeleton variant="rect" height={160} />
      </div>
    );
  }
  const { callers, callees, notes } = value;
  // Where nothing listens, nobody seen is not nobody there.
  const unheard = value.asOf === null && t('edges.notKnown');
  const sides = [
    { key: 'callers', edges: callers, empty: unheard || t('edges.noCallers') },
    { key: 'callees', edges: callees, empty: unheard || t('edges.noCallees') },
  ] as const;
  return (
    <>
      {callers.length + callees.length > 0 && (
        <EdgeGraph callers={callers} callees={callees} />
      )}
      <Grid container spacing={2}>
        {sides.map(({ key, edges, empty }) => (
          <Grid item xs={12} lg={6} key={key}>
            <Subheading>{t(`edges.${key}`)}</Subheading>
            <EdgeTable title={t(`edges.${key}`)} empty={empty} edges={edges} />
          </Grid>
        ))}
      </Grid>
      {notes.map(note => (
        <Typography key={note} variant="body2" color="textSecondary">
          {note}
        </Typography>
      ))}
    </>
  );
}
