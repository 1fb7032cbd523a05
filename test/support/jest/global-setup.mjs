// Jest loads this file natively; the TypeScript behind it comes through tsx.
import { tsImport } from 'tsx/esm/api';

const { default: setUp } = await tsImport('./prepare.ts', import.meta.url);
export default setUp;
