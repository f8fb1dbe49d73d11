import { Knex } from 'knex';
import { JoinLatency } from './types';

/** Latency before and after entities joined a mesh. */
export class JoinLatencyStore {
  constructor(private readonly knex: Knex) {}

  /** Entities that joined since, with the hours after it that were looked at. */
  async listJoined(
    since: string,
  ): Promise<{ entityRef: string; joinedMeshAt: string; hours: number }[]> {
    const [joined, known] = [
      await this.knex('mesh_entities')
        .where('joined_mesh_at', '>=', since)
        .orderBy('joined_mesh_at')
        .select('entity_ref', 'joined_mesh_at'),
      await this.listJoinLatencies(),
    ];
    return joined.map(row => {
      const before = known.get(row.entity_ref);
      return {
        entityRef: row.entity_ref,
        joinedMeshAt: row.joined_mesh_at,
        // It may have left and joined again.
        hours: before?.joinedMeshAt === row.joined_mesh_at ? before!.hours : 0,
      };
    });
  }

  async writeJoinLatency(latency: JoinLatency): Promise<void> {
    const { entityRef, joinedMeshAt, hours, ...told } = latency;
    await this.knex('mesh_join_latency')
      .insert({
        entity_ref: entityRef,
        joined_mesh_at: joinedMeshAt,
        hours,
        latency: JSON.stringify(told),
      })
      .onConflict('entity_ref')
      .merge();
  }

  async listJoinLatencies(): Promise<Map<string, JoinLatency>> {
    const rows = await this.knex('mesh_join_latency');
    return new Map(
      rows.map(row => [
        row.entity_ref,
        {
          entityRef: row.entity_ref,
          joinedMeshAt: row.joined_mesh_at,
          hours: row.hours,
          ...JSON.parse(row.latency),
        },
      ]),
    );
  }

  async deleteJoinLatenciesBefore(before: string): Promise<void> {
    await this.knex('mesh_join_latency')
      .where('joined_mesh_at', '<', before)
      .delete();
  }
}
