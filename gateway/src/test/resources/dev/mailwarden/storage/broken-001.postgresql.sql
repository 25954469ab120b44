create table half (id bigint primary key);
insert into nowhere values (1);
