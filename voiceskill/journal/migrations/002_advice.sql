-- Advice to see a clinician, so that it is not given too often; a flag's name.
CREATE TABLE advice (
    id INTEGER PRIMARY KEY,
    episode_id INTEGER NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    given_utc TEXT NOT NULL
);
CREATE INDEX advice_by_episode ON advice (episode_id);
