export { exportOpenMetrics, openMetrics } from './exportOpenMetrics';
export { createPrometheusRouter } from './router';
