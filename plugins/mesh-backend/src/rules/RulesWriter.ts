import { ClusterStatus } from '@meshboard/backstage-plugin-mesh-common';
import { MeshAdapter } from '@meshboard/backstage-plugin-mesh-node';
import { MeshConfig } from '../config';
import { rulesFile } from './file';
import { rulesOf } from './index';

/** Writes rules for the servers that are configured. */
export class RulesWriter {
  constructor(
    private readonly options: {
      config: MeshConfig;
      adapters: MeshAdapter[];
      /** Address of the portal, for links. */
      portal?: string;
    },
  ) {}

  get servers(): string[] {
    return this.options.config.prometheus.map(server => server.name);
  }

  file(
    clusters: ClusterStatus[],
    wanted: { recording: boolean; server?: string },
  ): string {
    const { config } = this.options;
    const { recording, server: name } = wanted;
    const asked = config.prometheus.filter(s => !name || s.name === name);
    const servers = asked.length > 0 ? asked : [undefined];
    return rulesFile(
      servers.map(server =>
        rulesOf({ ...this.options, server, clusters, recording }),
      ),
    );
  }
}
