import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Whole pages are rendered, and loaded when first shown; on a busy machine that takes longer than
// Jest's five seconds, and than the one second that is waited for an element.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 20_000 });
