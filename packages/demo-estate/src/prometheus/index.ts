export { exportOpenMetrics } from './exportOpenMetrics';
export { createPrometheusRouter } from './router';
