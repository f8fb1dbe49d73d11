import { parseEntityRef } from '@backstage/catalog-model';
import Typography from '@material-ui/core/Typography';
import {
  EntityMeshStatus,
  KUBERNETES_ANNOTATIONS,
} from '@meshboard/backstage-plugin-mesh-common';
import { CommandLine } from './CommandLine';
import { useMeshTranslation } from './useMeshTranslation';

/** Where workloads were looked for, and the annotation that would find them. */
export function NoWorkload({ status }: { status: EntityMeshStatus }) {
  const { t } = useMeshTranslation();
  const { lookup } = status;
  const { name } = parseEntityRef(status.entityRef);
  const looked = [
    lookup?.selector
      ? t('noWorkload.selector', { selector: lookup.selector })
      : t('noWorkload.noSelector'),
    lookup?.namespace
      ? t('noWorkload.inNamespace', { namespace: lookup.namespace })
      : t('noWorkload.anyNamespace'),
    lookup?.cluster
      ? t('noWorkload.inCluster', { cluster: lookup.cluster })
      : t('noWorkload.anyCluster'),
  ];
  return (
    <>
      <Typography variant="subtitle1" component="p">
        {t('noWorkload.title')}
      </Typography>
      {lookup?.error ? (
        <Typography variant="body2">
          {t('noWorkload.error', { error: lookup.error })}
        </Typography>
      ) : (
        <Typography variant="body2">
          {(lookup?.selector ? looked : looked.slice(0, 1)).join(' ')}.
        </Typography>
      )}
      <Typography variant="body2">{t('noWorkload.add')}</Typography>
      <CommandLine
        block
        copyLabel={t('noWorkload.copy')}
        text={[
          'metadata:',
          '  annotations:',
          `    ${KUBERNETES_ANNOTATIONS.labelSelector}: app.kubernetes.io/name=${name}`,
        ].join('\n')}
      />
    </>
  );
}
