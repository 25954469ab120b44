-- What tests of databases write to.
create table sample (
  id bigint primary key,
  text text not null
);
