-- A post that somebody has to look at soon has a job. It is added in the transaction that says so,
-- whoever makes it: there is no post without a job, and no job of a post that was not stored.

create or replace function ig.deliver(
  post text, credential text, snapshot json, wake timestamptz
) returns bigint language sql
  -- As the role of the migration: whoever may add a post need not see the tables of the engine.
  security definer set search_path = pg_catalog, pg_temp
as $$
  select (graphile_worker.add_job(
    'ig_post',
    json_build_object('post', post),
    run_at => wake,
    -- It ends in an orderly way, or its worker is gone: it is never given up.
    max_attempts => 32767,
    job_key => post,
    flags => array['cred:' || credential]
      || case when snapshot is null then array[]::text[]
           else array['snap:' || (snapshot ->> 'version')] end
  )).id
$$;

create or replace function ig.post_wakes() returns trigger language plpgsql as $$
begin
  perform ig.deliver(new.id, new.credential, new.snapshot, new.wake);
  return null;
end
$$;

create or replace trigger post_added after insert on ig.post
  for each row when (new.wake is not null and new.wake <= clock_timestamp() + interval '10 minutes')
  execute function ig.post_wakes();

create or replace trigger post_changed after update on ig.post
  for each row when (
    new.wake is not null and new.wake <= clock_timestamp() + interval '10 minutes'
    and new.wake is distinct from old.wake
  )
  execute function ig.post_wakes();
