import "server-only";

export * from "./carry-out-due-resume";
export { listDrills } from "./drill-queries";
export { closeFlagServer, type FlagHealth, flagServer, type ServedFlags } from "./flag-server";
export { listFrontends } from "./frontend-queries";
export { startLanePresence, stopLanePresence } from "./lane-presence";
export { forgetOldDeliveries } from "./lane-store";
export * from "./pause-promotions";
export { getPause, listPauses } from "./pause-queries";
export { carryOutDueDrill, runDrill } from "./run-drill";
export { closeStreamHub, streamHub } from "./stream-hub";
export { getMayResume, getOpenCoupons, getPauseReceipt, getSwitch, listPauseBands } from "./switch-queries";
