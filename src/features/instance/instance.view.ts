import { createRequire } from "node:module";
import type { Config } from "#core/config";
import { langs } from "#core/lang";
import { linkLength } from "#core/writing.syntax";

import type { InstanceV1, InstanceV2 } from "./instance.contract.ts";

/** The version of this software. */
export const { version } = createRequire(import.meta.url)("../../../package.json") as { version: string };

/** Clients hide what is younger than the first number; the second is ours. */
const shownVersion = `4.4.0 (compatible; X-Messenger ${version})`;

const configuration = (config: Config): InstanceV1["configuration"] => ({
  accounts: { max_featured_tags: 0, max_pinned_statuses: 0 },
  statuses: {
    max_characters: config.maxCharacters,
    max_media_attachments: 0,
    characters_reserved_per_url: linkLength,
  },
  media_attachments: {
    supported_mime_types: [],
    description_limit: 0,
    image_size_limit: 0,
    image_matrix_limit: 0,
    video_size_limit: 0,
    video_frame_rate_limit: 0,
    video_matrix_limit: 0,
  },
  polls: { max_options: 0, max_characters_per_option: 0, min_expiration: 0, max_expiration: 0 },
});

/** Where sockets go: to this server itself, also where a client's host passes on everything else. */
const streaming = ({ socketUrl, publicUrl }: Config) => (socketUrl ?? publicUrl).replace(/^http/, "ws");

/** The instance for today's clients. */
export function instanceView(config: Config, activeMonth: number): InstanceV2 {
  const { publicUrl } = config;
  return {
    domain: new URL(publicUrl).host,
    title: config.title,
    version: shownVersion,
    source_url: publicUrl,
    description: config.description,
    usage: { users: { active_month: activeMonth } },
    thumbnail: { url: `${publicUrl}/icon.svg` },
    icon: [{ src: `${publicUrl}/icon.svg`, size: "any" }],
    languages: [...langs],
    configuration: {
      ...configuration(config),
      urls: { streaming: streaming(config) },
      vapid: { public_key: "" },
      translation: { enabled: false },
    },
    registrations: { enabled: true, approval_required: false, message: null, url: `${publicUrl}/signup` },
    api_versions: { mastodon: 1 },
    contact: { email: "", account: null },
    rules: [],
  };
}

/** The instance for older clients. */
export function oldInstanceView(config: Config, users: number, statuses: number): InstanceV1 {
  const { publicUrl } = config;
  return {
    uri: new URL(publicUrl).host,
    title: config.title,
    short_description: config.description,
    description: config.description,
    email: "",
    version: shownVersion,
    urls: { streaming_api: streaming(config) },
    stats: { user_count: users, status_count: statuses, domain_count: 1 },
    thumbnail: `${publicUrl}/icon.svg`,
    languages: [...langs],
    registrations: true,
    approval_required: false,
    invites_enabled: false,
    configuration: configuration(config),
    contact_account: null,
    rules: [],
  };
}
