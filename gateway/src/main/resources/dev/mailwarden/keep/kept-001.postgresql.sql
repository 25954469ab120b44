-- Copies of messages in Backup and quarantine. The bodies are encrypted files elsewhere.
create table kept (
  store text not null,
  id text collate "C" not null,
  node text not null,
  at bigint not null,
  journey text not null,
  sender text not null,
  client text not null,
  subject text not null,
  message_id text not null,
  module text not null,
  status text not null,
  rule text not null,
  action text not null,
  verdict text not null,
  octets bigint not null,
  search text not null,
  end_at bigint not null,
  end_way text not null,
  primary key (store, id)
);
create index kept_node on kept (store, node, id);
create index kept_sender on kept (store, lower(sender), id);
create index kept_message_id on kept (store, message_id);
create index kept_journey on kept (store, journey);
create index kept_end on kept (store, node, end_at) where end_at > 0;
create table kept_recipient (
  store text not null,
  id text collate "C" not null,
  place integer not null,
  recipient text not null,
  lower_recipient text not null,
  primary key (store, id, place)
);
create index kept_recipient_address on kept_recipient (store, lower_recipient, id);
create table kept_handover (
  store text not null,
  id text collate "C" not null,
  number integer not null,
  at bigint not null,
  asked_by text not null,
  outcome text not null,
  primary key (store, id, number)
);
create table kept_handover_recipient (
  store text not null,
  id text collate "C" not null,
  number integer not null,
  place integer not null,
  recipient text not null,
  primary key (store, id, number, place)
);
create extension if not exists pg_trgm;
create index kept_search on kept using gin (search gin_trgm_ops);
