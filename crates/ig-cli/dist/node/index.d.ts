/** A local Instagram, as `localInstagram` starts it. */
export interface LocalInstagram {
  /** Where clients reach it: it stands for `https://graph.facebook.com`. */
  readonly url: string;
  /** The id of the account that is there. */
  readonly userId: string;
  /** Its token. */
  readonly token: string;
  /** The URL of a photo that it serves itself and takes as a post. */
  readonly photo: string;
  /** The URL of a video that it serves itself and takes as a reel. */
  readonly video: string;
  /** The variables with which `ig` publishes there. */
  readonly environment: Readonly<Record<string, string>>;
  /** Makes everything as it was at the start. */
  reset(): Promise<void>;
  /** Lets something go wrong from now on: `fault("publish", "commit_then_drop")`. */
  fault(on: string, what: string, more?: Record<string, unknown>): Promise<void>;
  /** The posts of an account, newest first: by default of the first one. */
  posts(userId?: string): Promise<Post[]>;
  /** The posts that repeat another one. */
  duplicates(): Promise<Record<string, unknown>[]>;
  /** The requests that came so far, in order. */
  requests(): Promise<Record<string, unknown>[]>;
  /** Moves its clock forward. */
  advance(seconds: number): Promise<void>;
  /** Serves a file, for a test to post; gives its URL. */
  serve(name: string, content: string | Uint8Array): Promise<string>;
  /** Ends it. The second time does nothing. */
  stop(): Promise<void>;
}

/** A post, with what is written here and more. */
export interface Post {
  id: string;
  caption?: string;
  permalink?: string;
  [name: string]: unknown;
}

/** What has `after`, such as the context of a test of `node:test`. */
export interface Test {
  after(hook: () => unknown): void;
}

/**
 * Starts `ig sandbox` on a free port. It ends after the test, with `stop()`, or with this process.
 * The options are those of `ig sandbox`, such as `"--strict"`.
 */
export function localInstagram(test?: Test, options?: string[]): Promise<LocalInstagram>;

/** The path of the program `ig` that came with this package. */
export function findIg(): string;
