-- One row an episode: a cramp that was coached, or an alarm without one (part is then null).
-- Seconds count from the start of the episode. An episode without an ending broke off or still runs.
CREATE TABLE episode (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    started_utc TEXT NOT NULL,
    started_local TEXT NOT NULL,
    ended_utc TEXT,
    ended_local TEXT,
    part TEXT,
    side TEXT,
    helped TEXT,
    relief_seconds REAL,
    ending TEXT
);
CREATE INDEX episode_by_start ON episode (started_utc);

CREATE TABLE step (
    id INTEGER PRIMARY KEY,
    episode_id INTEGER NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    began REAL NOT NULL,
    seconds REAL,
    answer TEXT
);
CREATE INDEX step_by_episode ON step (episode_id);

CREATE TABLE flag (
    id INTEGER PRIMARY KEY,
    episode_id INTEGER NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    raised REAL NOT NULL,
    withdrawn INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX flag_by_episode ON flag (episode_id);
