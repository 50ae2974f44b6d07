/** The import rule of the house (lib/README.md): app → components → lib; inside lib left never imports right. */
const floors = [
  ["kernel"],
  ["platform"],
  ["auth"],
  ["audit"],
  ["members", "campaigns"],
  ["switch"],
  ["coupons", "usage"],
  ["referrals"],
  ["costs", "guardrails", "subjects"],
  ["reports"],
];
const all = floors.flat();
const doors = "(routes|actions)\\.tsx?$";
const forbidden = floors.flatMap((areas, floor) =>
  areas.map((area) => {
    const later = floors.slice(floor + 1).flat();
    const beside = areas.filter((other) => other !== area);
    const closed = [...later, ...beside, "gateway"].join("|");
    return {
      name: `${area}-imports-only-left`,
      severity: "error",
      from: { path: `^lib/${area}/`, pathNot: "\\.test\\.tsx?$" },
      to: { path: `^lib/(${closed})/` },
    };
  }),
);

module.exports = {
  forbidden: [
    ...forbidden,
    {
      name: "lib-imports-no-screens",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(app|components)/" },
    },
    {
      name: "components-import-no-app",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^app/" },
    },
    {
      name: "entry-only-from-doors",
      comment: "entry sits on auth + audit and is imported only by actions.ts and routes.ts",
      severity: "error",
      from: { path: "^lib/(?!entry/|gateway/)", pathNot: [doors, "\\.test\\.tsx?$"] },
      to: { path: "^lib/entry/" },
    },
    {
      name: "entry-sits-on-auth-and-audit",
      severity: "error",
      from: { path: "^lib/entry/" },
      to: {
        path: `^lib/(${all.filter((a) => !["kernel", "platform", "auth", "audit"].includes(a)).join("|")}|gateway)/`,
      },
    },
    {
      name: "pure-imports-no-io",
      comment: "lib/<area>/*.ts is pure; its server folder, actions and routes are its doors to the world",
      severity: "error",
      from: {
        path: `^lib/(?!kernel|platform|entry|gateway|start)[^/]+/[^/]+\\.ts$`,
        pathNot: [doors, "\\.test\\.ts$"],
      },
      to: { path: ["^lib/[^/]+/server/", "^lib/platform/", "^(node:|pg|hono|next)"] },
    },
    {
      name: "next-only-behind-its-doors",
      severity: "error",
      from: {
        path: "^lib/",
        pathNot: ["^lib/auth/next/", "^lib/entry/(define-action|action)", "/actions\\.ts$"],
      },
      to: { path: "(^|node_modules/)(next|next-auth)(/|$)" },
    },
    {
      name: "gateway-and-worker-without-next",
      severity: "error",
      from: { path: "^lib/gateway/" },
      to: { path: ["^lib/auth/next/", "^lib/entry/define-action", "/actions\\.ts$"] },
    },
    {
      name: "prisma-only-in-stores-and-queries",
      severity: "error",
      from: {
        path: "^(lib|app|components)/",
        pathNot: ["-(store|queries)\\.ts$", "^lib/platform/", "\\.test\\.ts$"],
      },
      to: { path: "^lib/platform/prisma-client" },
    },
    {
      name: "recharts-only-in-charts",
      severity: "error",
      from: { path: "^(app|components|lib)/", pathNot: "^components/charts/" },
      to: { path: "node_modules/recharts" },
    },
    {
      name: "screens-use-two-doors",
      comment: "Across areas two doors only: lib/x and lib/x/server",
      severity: "error",
      from: { path: "^lib/([^/]+)/" },
      to: {
        path: "^lib/(?!kernel|platform|auth|entry|start|gateway)([^/]+)/server/(?!index\\.ts$)",
        pathNot: "^lib/$1/",
      },
    },
    {
      name: "no-circular",
      severity: "error",
      from: { path: "^(app|components|lib)/" },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    exclude: { path: ["^lib/platform/prisma-client/", "\\.next/"] },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
