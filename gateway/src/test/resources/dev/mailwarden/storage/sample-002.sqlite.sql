alter table sample add column more text not null default '';
create index sample_text on sample (text);
