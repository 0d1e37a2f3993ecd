CREATE TABLE readme (line INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
INSERT INTO readme (text) VALUES
  ('This is the journal of one branch: everything that happened to its queue, in order, and nothing else.'),
  ('Read it with  sqlite3 -readonly journal.db  (also while the branch works). Never write to it: each row carries'),
  ('a check sum over itself and the row before, and a journal that does not add up is set aside at the next start.'),
  (''),
  ('SELECT * FROM today;      what happened since the day was opened'),
  ('SELECT * FROM tickets;    one line a ticket: when taken, called, started, ended, and how'),
  ('SELECT * FROM calls;      one line a call: which number, to which counter'),
  ('SELECT * FROM log;        everything, with the details of each event as JSON'),
  ('SELECT * FROM meta;       schema version and epoch (rises when a journal was damaged and had to be given up)'),
  (''),
  ('Times are UTC as the clock on the wall said; clock = unsynced means that nobody vouched for it then.'),
  ('steady_ms counts the milliseconds of the branch''s life and never jumps; turn groups what was written at once.'),
  ('checkpoints: the whole queue after event seq, so that a start need not read everything. floors: numbers up to'),
  ('these may have been given by a journal that was lost. wal_room: empty space, so that a commit has room at once.');

CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  seq       INTEGER PRIMARY KEY,  -- the order of things; no gaps
  turn      INTEGER NOT NULL,     -- seq of the first event that was written in the same transaction
  wall_ms   INTEGER NOT NULL,     -- milliseconds since 1970 UTC, as the clock on the wall said
  trust     TEXT NOT NULL,        -- 'synced' or 'unsynced'
  steady_ms INTEGER NOT NULL,     -- milliseconds of branch life, never jumps
  event     TEXT NOT NULL,        -- what happened, as JSON
  sum       INTEGER NOT NULL      -- CRC-32 over the sum of the row before and this row
) STRICT;

CREATE TABLE checkpoints (
  seq   INTEGER PRIMARY KEY,      -- the state is the one after this event
  sum   INTEGER NOT NULL,         -- the sum of that event
  state TEXT NOT NULL,            -- the queue, as JSON
  crc   INTEGER NOT NULL          -- CRC-32 over seq, sum and state
) STRICT;

CREATE TABLE floors (
  date   TEXT NOT NULL,           -- service date
  series TEXT NOT NULL,           -- letter of the numbers
  count  INTEGER NOT NULL,        -- numbers up to here may have been given by a journal that was lost
  PRIMARY KEY (date, series)
) STRICT, WITHOUT ROWID;

CREATE TABLE wal_room (id INTEGER PRIMARY KEY, zeros BLOB) STRICT;

CREATE VIEW log AS
  SELECT seq, turn,
         strftime('%Y-%m-%d %H:%M:%S', wall_ms / 1000, 'unixepoch') AS at_utc,
         trust AS clock,
         event ->> 'kind' AS kind,
         event ->> 'ticket' AS ticket,
         event ->> 'number' AS number,
         event ->> 'counter' AS counter,
         event AS detail
  FROM events;

CREATE VIEW today AS
  SELECT * FROM log
  WHERE seq >= (SELECT seq FROM events WHERE event ->> 'kind' = 'day_opened' ORDER BY seq DESC LIMIT 1);

CREATE VIEW tickets AS
  SELECT ticket,
         max(number) AS number,
         max(CASE WHEN kind = 'ticket_taken' THEN detail ->> 'service' END) AS service,
         min(CASE WHEN kind = 'ticket_taken' THEN at_utc END) AS taken_utc,
         min(CASE WHEN kind = 'called' THEN at_utc END) AS called_utc,
         min(CASE WHEN kind = 'service_started' THEN at_utc END) AS started_utc,
         max(CASE WHEN kind IN ('service_finished', 'no_show', 'cancelled', 'expired') THEN at_utc END) AS ended_utc,
         max(CASE WHEN kind IN ('service_finished', 'no_show', 'cancelled', 'expired') THEN kind END) AS outcome,
         substr(max(CASE WHEN kind IN ('slip_printed', 'slip_failed', 'slip_uncertain')
                         THEN printf('%019d', seq) || kind END), 20) AS slip,
         substr(max(CASE WHEN kind IN ('called', 'service_started')
                         THEN printf('%019d', seq) || counter END), 20) AS counter
  FROM log WHERE ticket IS NOT NULL GROUP BY ticket;

CREATE VIEW calls AS
  SELECT seq, at_utc, number, counter, kind, ticket
  FROM (SELECT seq, at_utc, max(number) OVER (PARTITION BY ticket) AS number, counter, kind, ticket
        FROM log WHERE ticket IS NOT NULL)
  WHERE kind IN ('called', 'recalled') ORDER BY seq;
