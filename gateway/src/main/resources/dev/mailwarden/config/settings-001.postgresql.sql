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
-- What stands in recipients and bound is written as in the configuration file; empty is everybody, and
-- nothing. expires is 0 for never. digest is the same for entries that are the same, and for no others.
create table list_entry (
  id bigint primary key,
  effect text not null,
  sender text not null,
  recipients text not null,
  bound text not null,
  comment text not null,
  author text not null,
  expires bigint not null,
  digest text not null,
  added_in bigint not null references revision,
  removed_in bigint not null
);
create unique index list_entry_now on list_entry (digest) where removed_in = 0;
create index list_entry_expiry on list_entry (expires) where expires > 0 and removed_in = 0;
