import { z } from "zod";

// the pages' Content-Security-Policy forbids making code of text; zod need not even try
z.config({ jitless: true });
