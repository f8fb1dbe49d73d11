import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import Switch from '@material-ui/core/Switch';
import { meshInfrastructureReadPermission } from '@meshboard/backstage-plugin-mesh-common';
import { useState } from 'react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { meshApiRef } from '../../api';
import { CommandLine, LoadError, useMeshTranslation } from '../shared';
import { Section } from './Section';

/** Alert rules for what is installed, to copy into a Prometheus. */
export function AlertRules() {
  const api = useApi(meshApiRef);
  const { t } = useMeshTranslation();
  const [recording, setRecording] = useState(false);
  const [{ value, error, loading }, load] = useAsyncFn(
    async (options: { recording: boolean }) => api.getAlertRules(options),
    [api],
  );
  const toggle = (next: boolean) => {
    setRecording(next);
    // What is shown is never of the other kind.
    if (value || error || loading) load({ recording: next });
  };
  return (
    <Section
      id="rules"
      title={t('healthPage.rules.title')}
      description={t('healthPage.rules.description')}
    >
      <FormControlLabel
        control={
          <Switch
            color="primary"
            checked={recording}
            onChange={(_, checked) => toggle(checked)}
          />
        }
        label={t('healthPage.rules.recording')}
      />
      <Button
        variant="outlined"
        size="small"
        onClick={() => load({ recording })}
        disabled={loading}
      >
        {t('healthPage.rules.show')}
      </Button>
      {error && (
        <LoadError
          error={error}
          title={t('healthPage.rules.error')}
          permission={meshInfrastructureReadPermission.name}
          onRetry={() => load({ recording })}
        />
      )}
      {value && !loading && (
        <CommandLine
          text={value}
          block
          copyLabel={t('healthPage.rules.copy')}
        />
      )}
    </Section>
  );
}
