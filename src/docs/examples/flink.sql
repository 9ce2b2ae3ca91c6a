-- Apache Flink SQL, with flink-sql-connector-kafka. One row for each request: how it ended.
CREATE TABLE task_results (
  request_id STRING NOT NULL,
  task_id STRING,
  status STRING NOT NULL,
  `output` STRING,
  output_valid BOOLEAN,
  output_errors ARRAY<STRING>,
  error ROW<code STRING, message STRING, http_status INT, detail STRING>,
  credits_used INT,
  device STRING,
  api_fields STRING,
  live_url STRING,
  recording_url STRING,
  downloads_url STRING,
  submitted_at TIMESTAMP_LTZ(3),
  finished_at TIMESTAMP_LTZ(3) NOT NULL,
  WATERMARK FOR finished_at AS finished_at - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kafka',
  'properties.bootstrap.servers' = 'localhost:9092',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'flink-task-results',
  'topic' = 'task-results',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

-- One row for each change of status, and for each link that becomes known.
CREATE TABLE task_status (
  request_id STRING NOT NULL,
  task_id STRING NOT NULL,
  `sequence` INT NOT NULL,
  status STRING NOT NULL,
  previous_status STRING,
  changed ARRAY<STRING> NOT NULL,
  live_url STRING,
  recording_url STRING,
  downloads_url STRING,
  observed_at TIMESTAMP_LTZ(3) NOT NULL,
  WATERMARK FOR observed_at AS observed_at - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kafka',
  'properties.bootstrap.servers' = 'localhost:9092',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'flink-task-status',
  'topic' = 'task-status',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

-- What tasks cost, by the minute in which they ended.
SELECT window_start, status, COUNT(*) AS requests, SUM(credits_used) AS credits
FROM TABLE(TUMBLE(TABLE task_results, DESCRIPTOR(finished_at), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end, status;
