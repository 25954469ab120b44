-- Journeys of all nodes. Ids are UUIDs of version 7: a range of them is a time.
create extension if not exists pg_trgm;
create table journey (
  journey uuid primary key,
  listener text not null,
  client text not null,
  helo text not null,
  user_name text not null,
  sender text not null,
  octets bigint not null,
  subject text not null,
  message_id text not null,
  status text not null,
  verdict text not null,
  haystack text not null
) partition by range (journey);
create index journey_sender on journey (lower(sender), journey);
create index journey_client on journey (client, journey);
create index journey_message_id on journey (message_id);
create index journey_status on journey (status, journey);
create index journey_haystack on journey using gin (haystack gin_trgm_ops);
create table recipient (
  journey uuid not null,
  mailbox text not null,
  recipient text not null,
  outcome text not null,
  text text not null,
  rule text not null,
  action text not null,
  sequence integer not null,
  primary key (journey, mailbox)
) partition by range (journey);
create index recipient_mailbox on recipient (mailbox, journey);
create index recipient_outcome on recipient (outcome, journey);
create index recipient_rule on recipient (rule, journey);
create index recipient_action on recipient (action, journey);
create table domain (
  domain text not null,
  journey uuid not null,
  primary key (domain, journey)
) partition by range (journey);
create table event (
  journey uuid not null,
  sequence integer not null,
  at bigint not null,
  kind text not null,
  line text not null,
  primary key (journey, sequence)
) partition by range (journey);
create table journey_partition (begun bigint primary key, ended bigint not null);
create table journal_place (node text primary key, file bigint not null, octets bigint not null);
