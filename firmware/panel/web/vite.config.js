// In one piece: a kit's page is small. Its rows are in firmware/panel's table.
import { page } from './page.config.js';

export default page({ output: { inlineDynamicImports: true } });
