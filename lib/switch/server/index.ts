import "server-only";

export * from "./carry-out-due-resume";
export { closeFlagServer, type FlagHealth, flagServer, type ServedFlags } from "./flag-server";
export * from "./pause-promotions";
export { closeStreamHub, streamHub } from "./stream-hub";
export { getMayResume, getOpenCoupons, getPauseReceipt, getSwitch, listPauses } from "./switch-queries";
