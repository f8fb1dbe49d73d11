import { Link } from '@backstage/core-components';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import Typography from '@material-ui/core/Typography';
import { Fix } from '@meshboard/backstage-plugin-mesh-common';
import { CommandLine } from './CommandLine';
import { useMeshTranslation } from './useMeshTranslation';

function FixItem({ fix }: { fix: Fix }) {
  const { t } = useMeshTranslation();
  return (
    <>
      <Typography variant="body2">
        {fix.label}
        {fix.cluster && ` (${t('fix.cluster', { cluster: fix.cluster })})`}
      </Typography>
      {fix.command && <CommandLine text={fix.command} />}
      {fix.manifest && <CommandLine text={fix.manifest} block />}
      {fix.docs && (
        <Typography variant="body2">
          <Link to={fix.docs}>{t('fix.docs')}</Link>
        </Typography>
      )}
      {(!!fix.alsoAffects?.length || !!fix.alsoAffectsHidden) && (
        <Typography variant="body2">
          {t('fix.alsoAffects')}{' '}
          {fix.alsoAffects?.map((ref, index) => (
            <span key={ref}>
              {index > 0 && ', '}
              <EntityRefLink entityRef={ref} />
            </span>
          ))}{' '}
          {!!fix.alsoAffectsHidden &&
            t('fixes.hidden', { count: fix.alsoAffectsHidden })}
        </Typography>
      )}
    </>
  );
}

/** What can be done, in the order given. */
export function FixList(props: { fixes: Fix[] | undefined }) {
  return (
    <>
      {props.fixes?.map((fix, index) => (
        <FixItem key={index} fix={fix} />
      ))}
    </>
  );
}
