-- ksqlDB. Reads only what is committed, as the promises want it.
SET 'processing.guarantee' = 'exactly_once_v2';
SET 'auto.offset.reset' = 'earliest';

-- One row for each request: how it ended. Any JSON (`output`, `detail`, `api_fields`) comes as its text; take it apart with EXTRACTJSONFIELD.
CREATE STREAM task_results (
  request_key VARCHAR KEY,
  request_id VARCHAR,
  task_id VARCHAR,
  status VARCHAR,
  `output` VARCHAR,
  output_valid BOOLEAN,
  output_errors ARRAY<VARCHAR>,
  error STRUCT<code VARCHAR, message VARCHAR, http_status INT, detail VARCHAR>,
  credits_used INT,
  device VARCHAR,
  api_fields VARCHAR,
  live_url VARCHAR,
  recording_url VARCHAR,
  downloads_url VARCHAR,
  submitted_at VARCHAR,
  finished_at VARCHAR
) WITH (
  KAFKA_TOPIC = 'task-results',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);

-- How many requests ended how, and what they cost.
CREATE TABLE ends AS
  SELECT status, COUNT(*) AS requests, SUM(credits_used) AS credits
  FROM task_results
  GROUP BY status;
