import "server-only";

export * from "./campaign-mark-queries";
export * from "./campaign-queries";
export * from "./carry-out-due-moves";
export * from "./create-campaign";
export * from "./duplicate-campaign";
export * from "./edit-campaign";
export { awaitExtension, campaignJobs, extendCampaign, startPauseExtension } from "./extend-expiry";
export * from "./jobs";
export * from "./lists";
export * from "./move-campaign";
export * from "./notes";
export * from "./pause-campaign";
export * from "./templates";
export { type CampaignTerms, getCampaignTerms } from "./terms-queries";
export * from "./test-eligibility";
export * from "./undo-edit";
export { compareVersions, listVersions, listWordings } from "./version-queries";
