-- Version 1. Longer values are JSON as text, since what is read has to be what was written.
create table ig.meta (
  one boolean primary key default true check (one),
  -- The version of the schema, and the oldest version of the program that can use it.
  schema int not null,
  min_reader int not null,
  -- Which database this is: see `connection/identity.rs`. Null where the server does not say.
  system_identifier bigint,
  timeline int,
  relation oid not null,
  -- Writes that changed nothing, since another worker had the post by then.
  fenced bigint not null default 0
);

create table ig.account (
  api_base text not null,
  user_id text not null,
  ledger json not null,
  feed json not null,
  stories json not null,
  -- The post that may be between its intent and its outcome.
  publishing text,
  last_intent timestamptz,
  paused text,
  primary key (api_base, user_id)
);

create table ig.post (
  id text primary key,
  key text unique,
  api_base text not null,
  user_id text not null,
  -- The name of a token, never a token.
  credential text not null,
  surface text not null,
  due timestamptz not null,
  typed text not null,
  zone text,
  lead_ms bigint not null,
  late json not null,
  sends text not null,
  -- 0 waiting, 1 active, 2 held, 3 done, 4 cancelled, 5 uncertain.
  state smallint not null,
  -- When somebody has to look.
  wake timestamptz,
  epoch bigint not null,
  version bigint not null,
  holder text,
  intent_at timestamptz,
  is_counted boolean not null,
  claims bigint not null,
  plan json not null,
  snapshot json,
  outcome json,
  note json,
  permalink text
);
create index post_wake on ig.post (wake) where wake is not null;
create index post_due on ig.post (due, id);
create index post_state on ig.post (state, due);
create index post_account on ig.post (api_base, user_id, due);
create index post_holder on ig.post (holder) where state = 1;
create index post_intent on ig.post (intent_at) where intent_at is not null;

create table ig.event (
  post text not null,
  n bigint not null,
  at timestamptz not null,
  who text not null,
  what text not null,
  primary key (post, n)
);
