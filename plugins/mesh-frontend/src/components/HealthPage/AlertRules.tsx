import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import Switch from '@material-ui/core/Switch';
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
    async () => api.getAlertRules({ recording }),
    [api, recording],
  );
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
            onChange={(_, checked) => setRecording(checked)}
          />
        }
        label={t('healthPage.rules.recording')}
      />
      <Button
        variant="outlined"
        size="small"
        onClick={() => load()}
        disabled={loading}
      >
        {t('healthPage.rules.show')}
      </Button>
      {error && (
        <LoadError
          error={error}
          title={t('healthPage.rules.error')}
          onRetry={() => load()}
        />
      )}
      {value && (
        <CommandLine
          text={value}
          block
          copyLabel={t('healthPage.rules.copy')}
        />
      )}
    </Section>
  );
}
