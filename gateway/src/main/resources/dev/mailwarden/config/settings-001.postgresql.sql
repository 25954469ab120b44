-- Settings, rules and lists with all their revisions. Rows are added and never changed, but for the
-- revision that removed an entry of a list.
create table revision (
  number bigint primary key,
  parent bigint not null,
  author text not null,
  comment text not null,
  at bigint not null
);
create table revision_lock (turn bigint not null);
insert into revision_lock values (0);
create table document (
  name text not null,
  revision bigint not null references revision,
  gone integer not null,
  text text not null,
  primary key (name, revision)
);
create table list_entry (
  id bigint primary key,
  effect text not null,
  scope text not null,
  pattern text not null,
  comment text not null,
  author text not null,
  created bigint not null,
  expiry bigint not null,
  binding text not null,
  bound_to text not null,
  added_in bigint not null references revision,
  removed_in bigint not null
);
create unique index list_entry_now on list_entry (effect, scope, pattern) where removed_in = 0;
create index list_entry_expiry on list_entry (expiry) where expiry > 0 and removed_in = 0;
