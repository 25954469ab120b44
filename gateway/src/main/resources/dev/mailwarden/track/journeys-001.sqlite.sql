-- Journeys: one row each, one row for each recipient, one for each event. Made from the journal.
create table journey (
  id integer primary key,
  journey blob not null unique,
  listener text not null,
  client text not null,
  helo text not null,
  user_name text not null,
  sender text not null,
  octets integer not null,
  subject text not null,
  message_id text not null,
  status text not null,
  verdict text not null,
  haystack text not null
);
create index journey_sender on journey (lower(sender), journey);
create index journey_client on journey (client, journey);
create index journey_message_id on journey (message_id, journey);
create index journey_status on journey (status, journey);
create table recipient (
  journey blob not null,
  mailbox text not null,
  recipient text not null,
  outcome text not null,
  text text not null,
  rule text not null,
  action text not null,
  sequence integer not null,
  primary key (journey, mailbox)
) without rowid;
create index recipient_mailbox on recipient (mailbox, journey);
create index recipient_outcome on recipient (outcome, journey);
create index recipient_rule on recipient (rule, journey);
create index recipient_action on recipient (action, journey);
create table domain (
  domain text not null,
  journey blob not null,
  primary key (domain, journey)
) without rowid;
create table event (
  journey blob not null,
  sequence integer not null,
  at integer not null,
  kind text not null,
  line text not null,
  unique (journey, sequence)
);
create table place (file integer not null, octets integer not null);
insert into place values (0, 0);
