-- Keys of stores, wrapped by a master key that is not in this database.
create table wrapped_key (
  place integer not null,
  store text not null,
  number integer not null,
  master text not null,
  made bigint not null,
  sealed text not null,
  primary key (store, number, master)
);
create table wrapped_key_lock (turn bigint not null);
insert into wrapped_key_lock values (0);
